import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useRights } from '../../api/rights.ts';
import { Copyable } from '../../design/copyable.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ChooseProvider } from './choose-provider.tsx';
import { RegisterProvider } from './register-provider.tsx';

type Configuration = Schemas['ManagementServicesConfiguration'];

/** Identifiers stand behind their types there: `SUBSYSTEM:…`, `SERVER:…; SERVER:…`. */
const idsIn = (text = ''): readonly string[] =>
  text
    .split('; ')
    .map((each) => each.replace(/^(SUBSYSTEM|SERVER):/, ''))
    .filter((each) => each !== '');

/** Who provides the management services, and at which server. */
export function Provider({ configuration }: { readonly configuration: Configuration }) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'choose' | 'register'>();
  const [provider] = idsIn(configuration.service_provider_id);
  const servers = idsIn(configuration.security_server_id);
  const close = (): void => {
    setOpen(undefined);
  };
  const rows: readonly Fact[] = [
    [
      t('management:subsystem'),
      provider === undefined ? (
        t('management:no_provider')
      ) : (
        <>
          {configuration.service_provider_name !== undefined && <div>{configuration.service_provider_name}</div>}
          <Copyable text={provider} what={t('management:subsystem')} />
        </>
      ),
    ],
    [
      t('management:server'),
      servers.length === 0
        ? t('management:no_server')
        : servers.map((server) => (
            <div key={server}>
              <Copyable text={server} what={t('management:server_id')} />
            </div>
          )),
    ],
  ];
  return (
    <Section title={t('management:provider')}>
      <Box sx={{ color: 'text.secondary', mb: 1 }}>{t('management:provider_teach')}</Box>
      <Facts facts={rows} isFirst />
      <Acts
        notNow={
          servers.length > 0
            ? t('management:register_only_once')
            : provider === undefined
              ? t('management:register_no_provider')
              : undefined
        }
        isChosen={provider !== undefined}
        open={setOpen}
      />
      {open === 'choose' && <ChooseProvider present={provider} onClose={close} />}
      {open === 'register' && <RegisterProvider onClose={close} />}
    </Section>
  );
}

interface ActsProps {
  /** There is one already. */
  readonly isChosen: boolean;
  /** Why it cannot be registered now. */
  readonly notNow: string | undefined;
  readonly open: (what: 'choose' | 'register') => void;
}

function Acts({ notNow, isChosen, open }: ActsProps) {
  const { t } = useTexts();
  const may = useRights();
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', mt: 2, alignItems: 'center' }}>
      <Button
        onClick={() => {
          open('choose');
        }}
      >
        {t(isChosen ? 'management:change_provider' : 'management:first_provider')}
      </Button>
      {may('REGISTER_SERVICE_PROVIDER') && (
        <Button
          disabled={notNow !== undefined}
          onClick={() => {
            open('register');
          }}
        >
          {t('management:register')}
        </Button>
      )}
      {notNow !== undefined && <Box sx={{ fontSize: 13, color: 'text.secondary' }}>{notNow}</Box>}
    </Box>
  );
}
