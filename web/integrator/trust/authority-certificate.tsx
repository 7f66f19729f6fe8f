import Box from '@mui/material/Box';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { Facts } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useAuthority } from './authority.ts';
import { profileOf } from './profiles.ts';

export function Component() {
  const { t } = useTexts();
  const { id, authority } = useAuthority();
  const certificate = useAnswer(
    call('get', '/certification-services/{certification_service_id}/certificate', {
      path: { certification_service_id: id },
    }),
  );
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Loaded of={authority}>
        {({ tls_auth: isAuthenticationOnly, certificate_profile_info: profile, default_csr_format: format }) => (
          <Section title={t('trust:step_use')}>
            <Facts
              facts={[
                [t('trust:use'), t(isAuthenticationOnly ? 'trust:use_authentication' : 'trust:use_both')],
                [t('trust:profile'), profileOf(profile).name],
                [t('trust:csr_format'), format ?? ''],
              ]}
            />
          </Section>
        )}
      </Loaded>
      <Loaded of={certificate}>
        {(details) => <CertificateCard certificate={details} usage={t('trust:ca_certificate')} />}
      </Loaded>
    </Box>
  );
}
