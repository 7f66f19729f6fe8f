import Box from '@mui/material/Box';
import { upload } from '../../api/client.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { profileOf } from './profiles.ts';
import type { ResponderDraft } from './responder-fields.tsx';
import type { AuthoritySettings } from './settings.tsx';

interface SummaryProps {
  readonly certificate: File | undefined;
  readonly settings: AuthoritySettings;
  readonly responder: ResponderDraft;
}

/** All that will be added. */
export function NewAuthoritySummary({ certificate, settings, responder }: SummaryProps) {
  const { t } = useTexts();
  const { url, cost } = responder;
  const rows: readonly Fact[] = [
    [t('trust:ca_certificate'), certificate?.name],
    [t('trust:use'), t(settings.isAuthenticationOnly ? 'trust:use_authentication' : 'trust:use_both')],
    [t('trust:profile'), profileOf(settings.profile).name],
    [t('trust:csr_format'), settings.csrFormat],
    [
      t('trust:responder'),
      url.trim() === ''
        ? t('trust:no_responder_yet')
        : `${url.trim()} · ${t('trust:cost').toLocaleLowerCase()}: ${t(`trust:cost_${cost}`)}`,
    ],
  ];
  return (
    <Section title={t('trust:summary')}>
      <Facts facts={rows} />
      {url.trim() !== '' && (
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap', mt: 1 }}>
          <Box sx={{ color: 'text.secondary', fontSize: 13, flex: '1 1 200px' }}>{t('trust:second_call')}</Box>
          <ApiCallButton
            call={upload(
              'post',
              '/certification-services/{certification_service_id}/ocsp-responders',
              { path: { certification_service_id: 0 } },
              { url: url.trim(), cost_type: cost, certificate: responder.certificate },
            )}
            permissions={['ADD_APPROVED_CA']}
          />
        </Box>
      )}
    </Section>
  );
}
