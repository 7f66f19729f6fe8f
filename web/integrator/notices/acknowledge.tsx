import { call } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Notice } from './notice.ts';

/** Takes a notice over; by whom that was done, where it was. */
export function Acknowledge({ notice: { id, state, title, acknowledged_by: by } }: { readonly notice: Notice }) {
  const { t, language } = useTexts();
  const may = useRights();
  const change = useChange(() => {
    announce(t('notices:acknowledged'));
  });
  if (state === 'ACKNOWLEDGED') return <span>{t('notices:acknowledged_by', { name: by ?? '' })}</span>;
  if (state !== 'OPEN' || !may('ACKNOWLEDGE_NOTICE')) return null;
  return (
    <>
      <ActButton
        variant="outlined"
        isRunning={change.isRunning}
        aria-label={`${t('notices:acknowledge')}: ${title[language]}`}
        onClick={() => {
          change.run(call('put', '/drum/notices/{id}/acknowledgement', { path: { id } }));
        }}
      >
        {t('notices:acknowledge')}
      </ActButton>
      {change.problem !== undefined && <ErrorPanel problem={change.problem} />}
    </>
  );
}
