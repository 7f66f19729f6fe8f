import Box from '@mui/material/Box';
import { queryClient } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { useAct } from '../../design/sign-in.tsx';
import { useTexts } from '../../texts/texts.ts';
import { mayPrepare, prepare } from './preparation.ts';

/** Makes what was not made right after initialisation. */
export function Preparation() {
  const { t } = useTexts();
  const may = useRights();
  const { run, isRunning, problem } = useAct();
  if (!mayPrepare(may)) return <Box>{t('setup:officer_needed')}</Box>;
  return (
    <>
      {problem !== undefined && <ErrorPanel problem={problem} />}
      <ActButton
        isRunning={isRunning}
        onClick={() => {
          run(async () => {
            await prepare();
            await queryClient.invalidateQueries();
          });
        }}
      >
        {t('setup:prepare')}
      </ActButton>
    </>
  );
}
