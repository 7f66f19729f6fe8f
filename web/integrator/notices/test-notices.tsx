import Box from '@mui/material/Box';
import { useState } from 'react';
import { call, type AnswerOf } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { ActButton } from '../../design/act-button.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { Section } from '../../design/section.tsx';
import { StatusLine } from '../../design/status-line.tsx';
import { useTexts } from '../../texts/texts.ts';

type Outcome = AnswerOf<'/drum/notices/test-mail', 'post'>;

/** Sends a notice at once, and says for each recipient how that went. */
export function TestNotices() {
  const { t } = useTexts();
  const [results, setResults] = useState<Outcome['results']>();
  const change = useChange<Outcome>((outcome) => {
    setResults(outcome.results);
  });
  const send = (way: 'mail' | 'webhook') => (): void => {
    setResults(undefined);
    change.run(call('post', `/drum/notices/test-${way}`, {}));
  };
  return (
    <Section title={t('notices:try')}>
      <Box sx={{ mb: 1.5 }}>{t('notices:try_teach')}</Box>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <ActButton variant="outlined" isRunning={change.isRunning} onClick={send('mail')}>
          {t('notices:try_mail')}
        </ActButton>
        <ActButton variant="outlined" isRunning={change.isRunning} onClick={send('webhook')}>
          {t('notices:try_webhook')}
        </ActButton>
      </Box>
      <Box sx={{ mt: 1.5 }} role="status" data-results={results?.length}>
        {results?.map(({ recipient, sent, error }) => (
          <StatusLine
            key={recipient}
            state={sent ? 'ok' : 'attention'}
            text={`${recipient}: ${t(sent ? 'notices:sent' : 'notices:not_sent')}`}
            cause={error === undefined ? undefined : <span lang="en">{error}</span>}
          />
        ))}
      </Box>
      {change.problem !== undefined && <ErrorPanel problem={change.problem} />}
    </Section>
  );
}
