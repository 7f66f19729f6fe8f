import { useState } from 'react';
import { download, type Call } from '../api/client.ts';
import { problemOf, type Problem } from '../api/problem.ts';
import { ActButton } from './act-button.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { Icon } from './icons.tsx';
import { saveFile } from './save-file.ts';

interface DownloadButtonProps {
  readonly call: Call;
  readonly label: string;
  /** Which of several files, for those who hear it. */
  readonly what?: string;
  readonly variant?: 'contained' | 'outlined' | 'text';
  readonly onDone?: () => void;
}

/** Fetches a file and lets whoever sits there save it; a problem is told in its place. */
export function DownloadButton({ call, label, what, variant = 'contained', onDone }: DownloadButtonProps) {
  const [problem, setProblem] = useState<Problem>();
  const [isRunning, setRunning] = useState(false);
  const fetchFile = async (): Promise<void> => {
    setRunning(true);
    setProblem(undefined);
    try {
      const { name, content } = await download(call);
      saveFile(name, content);
      onDone?.();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      <ActButton
        {...{ variant, isRunning }}
        {...(variant === 'text' ? { startIcon: <Icon name="download" /> } : {})}
        {...(what === undefined ? {} : { 'aria-label': `${label}: ${what}` })}
        onClick={() => void fetchFile()}
      >
        {label}
      </ActButton>
      {problem !== undefined && <ErrorPanel problem={problem} />}
    </>
  );
}
