import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { Facts } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SettingsHeader } from '../settings/header.tsx';
import { Provider } from './provider.tsx';
import { TlsCertificate } from './tls-certificate.tsx';

/** Where security servers bring their requests. */
export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const found = call('get', '/management-services-configuration', {});
  const answered = useAnswer(found);
  return (
    <>
      <SettingsHeader
        title={t('settings:management')}
        action={<ApiCallButton call={found} permissions={['VIEW_SYSTEM_SETTINGS']} />}
      />
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Loaded of={answered}>
          {(configuration) => (
            <>
              <Provider configuration={configuration} />
              <Addresses configuration={configuration} />
            </>
          )}
        </Loaded>
        {may('VIEW_MANAGEMENT_SERVICE_TLS_CERT') && <TlsCertificate />}
      </Box>
    </>
  );
}

interface AddressesProps {
  readonly configuration: Schemas['ManagementServicesConfiguration'];
}

function Addresses({ configuration }: AddressesProps) {
  const { t } = useTexts();
  const { services_address: services, wsdl_address: wsdl } = configuration;
  const owners = configuration.security_server_owners_global_group_code;
  return (
    <Section title={t('management:addresses')}>
      <Facts
        facts={[
          [t('management:services_address'), <Copyable text={services} what={t('management:services_address')} />],
          [
            t('management:wsdl'),
            <Link href={wsdl} target="_blank" rel="noreferrer">
              {wsdl}
            </Link>,
          ],
          [
            t('management:owners'),
            <>
              <Copyable text={owners} what={t('management:owners')} />
              <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('management:owners_teach')}</Box>
            </>,
          ],
        ]}
      />
    </Section>
  );
}
