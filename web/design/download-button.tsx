import { useState } from 'react';
import { download, type Call } from '../api/client.ts';
import { problemOf, type Problem } from '../api/problem.ts';
import { ActButton } from './act-button.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { saveFile } from './save-file.ts';

interface DownloadButtonProps {
  readonly call: Call;
  readonly label: string;
  /** `contained` unless it stands among others. */
  readonly variant?: 'contained' | 'outlined' | 'text';
}

/** Fetches a file and lets whoever sits there save it; a problem is told in its place. */
export function DownloadButton({ call, label, variant = 'contained' }: DownloadButtonProps) {
  const [problem, setProblem] = useState<Problem>();
  const [isRunning, setRunning] = useState(false);
  const fetchFile = async (): Promise<void> => {
    setRunning(true);
    setProblem(undefined);
    try {
      const { name, content } = await download(call);
      saveFile(name, content);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      <ActButton variant={variant} isRunning={isRunning} onClick={() => void fetchFile()}>
        {label}
      </ActButton>
      {problem !== undefined && <ErrorPanel problem={problem} />}
    </>
  );
}
