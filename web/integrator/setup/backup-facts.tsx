import Box from '@mui/material/Box';
import type { AnswerOf } from '../../api/client.ts';
import { Facts } from '../../design/facts.tsx';
import { formatNumber } from '../../design/formats.ts';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Fingerprint } from '../configuration/fingerprint.tsx';

export type ExaminedBackup = AnswerOf<'/drum/restoration/check', 'post'>;

/** What a backup is, before anything is restored from it. */
export function BackupFacts({ backup }: { readonly backup: ExaminedBackup }) {
  const { t, language } = useTexts();
  const number = (count: number): string => formatNumber(count, language);
  return (
    <Section title={t('setup:backup_facts')}>
      <Facts
        isFirst
        facts={[
          [t('setup:instance'), <code>{backup.instance}</code>],
          [t('setup:backup_node'), <code>{backup.node}</code>],
          [t('setup:backup_made'), <Time at={backup.created_at} relative />],
          [t('setup:backup_program'), `Drum ${backup.program}`],
          [t('setup:backup_rows'), number(backup.rows)],
          [
            t('setup:backup_log'),
            <StateWord
              state={backup.audit_log_holds ? 'ok' : 'stopped'}
              text={t(backup.audit_log_holds ? 'setup:backup_log_holds' : 'setup:backup_log_broken', {
                events: number(backup.audit_events),
              })}
            />,
          ],
          [t('setup:backup_form'), t(backup.encrypted ? 'setup:backup_encrypted' : 'setup:backup_plain')],
        ]}
      />
      <Box sx={{ mt: 2 }}>
        <Fingerprint hash={backup.signed_by} label={t('setup:backup_signer')} />
      </Box>
    </Section>
  );
}
