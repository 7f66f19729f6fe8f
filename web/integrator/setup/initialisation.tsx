import Box from '@mui/material/Box';
import { useState } from 'react';
import { call, make } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { queryClient } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { IdentifierField, TextInput } from '../../design/identifier-field.tsx';
import { faultOf } from '../../design/identifiers.ts';
import { PlaceButton } from '../../design/places.tsx';
import { useAct } from '../../design/sign-in.tsx';
import { useTexts } from '../../texts/texts.ts';
import { mayPrepare, prepare } from './preparation.ts';

/** Three answers, of which one holds for good; the rest is made of them. */
export function Initialisation({ known }: { readonly known: Schemas['InitializationStatus'] }) {
  const { t } = useTexts();
  const may = useRights();
  const [instance, setInstance] = useState(known.instance_identifier);
  const [address, setAddress] = useState(known.central_server_address || globalThis.location.hostname);
  const [pin, setPin] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isSent, setSent] = useState(false);
  const { run, isRunning, problem } = useAct();
  const body = { instance_identifier: instance, central_server_address: address.trim() };
  const isSame = pin === repeated;
  const isFixed = known.instance_identifier !== '';
  const start = async (): Promise<void> => {
    await make(call('post', '/initialization', { body: { ...body, software_token_pin: pin } }));
    // What cannot be made now is offered by the list that follows.
    if (mayPrepare(may)) await prepare().catch(() => undefined);
    announce(t('setup:initialised'));
    await queryClient.invalidateQueries();
  };
  return (
    <>
      <Box component="p" sx={{ mt: 0, mb: 3, maxWidth: '72ch', color: 'text.secondary' }}>
        {t('setup:teach')}
      </Box>
      <Form
        submit={t('setup:initialise')}
        call={call('post', '/initialization', { body: { ...body, software_token_pin: '$PIN' } })}
        permissions={['INIT_CONFIG']}
        {...{ isRunning, problem }}
        onSubmit={() => {
          setSent(true);
          if (faultOf(instance) === undefined && body.central_server_address !== '' && pin !== '' && isSame) run(start);
        }}
      >
        {isFixed ? (
          <Box>
            {t('setup:instance')}: <code>{instance}</code>
          </Box>
        ) : (
          <IdentifierField
            kind="instance"
            label={t('setup:instance')}
            help={t('setup:instance_help')}
            value={instance}
            onChange={setInstance}
            {...{ isSent, autoFocus: true }}
          />
        )}
        <TextInput
          label={t('setup:address')}
          help={t('setup:address_help')}
          value={address}
          onChange={setAddress}
          {...{ isSent, isRequired: true }}
        />
        <TextInput
          label={t('setup:pin')}
          help={t('setup:pin_help')}
          value={pin}
          onChange={setPin}
          {...{ isSent, isRequired: true, type: 'password', autoComplete: 'new-password' }}
        />
        <TextInput
          label={t('setup:pin_again')}
          value={repeated}
          onChange={setRepeated}
          {...{ isSent, isRequired: true, type: 'password', autoComplete: 'new-password' }}
        />
        {isSent && !isSame && (
          <Box role="alert" sx={{ color: 'error.main' }}>
            {t('setup:pins_differ')}
          </Box>
        )}
      </Form>
      {may('RESTORE_CONFIGURATION') && (
        <Box sx={{ mt: 4, pt: 2, maxWidth: 560, borderTop: '1px solid', borderColor: 'divider' }}>
          <Box sx={{ mb: 1, color: 'text.secondary' }}>{t('setup:restore_offer')}</Box>
          <PlaceButton to="/setup/restore">{t('setup:restore')}</PlaceButton>
        </Box>
      )}
    </>
  );
}
