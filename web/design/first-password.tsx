import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { changeFirstPassword, signOut } from '../api/sign-in.ts';
import { useTexts } from '../texts/texts.ts';
import { useTitle } from './entity-header.tsx';
import { Form } from './form.tsx';
import { TextInput } from './identifier-field.tsx';
import { SignedOut, useAct } from './sign-in.tsx';

/** The first password was given by somebody else: it is changed before anything else. */
export function FirstPassword({ name: known }: { readonly name: string | undefined }) {
  const { t } = useTexts();
  const [name, setName] = useState(known ?? '');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isSent, setSent] = useState(false);
  const { run, isRunning, problem } = useAct();
  const isSame = next === repeated;
  useTitle(t('session:first_password'));
  return (
    <SignedOut title={t('session:first_password')} teach={t('session:first_password_teach')}>
      <Form
        submit={t('session:change_password')}
        {...{ isRunning, problem }}
        onSubmit={() => {
          setSent(true);
          if (name !== '' && current !== '' && next !== '' && isSame)
            run(() => changeFirstPassword(name, current, next));
        }}
      >
        {known === undefined && (
          <TextInput
            label={t('session:name')}
            value={name}
            onChange={setName}
            isRequired
            isSent={isSent}
            autoComplete="username"
          />
        )}
        <TextInput
          label={t('session:current_password')}
          value={current}
          onChange={setCurrent}
          {...{ isSent, isRequired: true, type: 'password', autoComplete: 'current-password', autoFocus: true }}
        />
        <TextInput
          label={t('session:new_password')}
          value={next}
          onChange={setNext}
          {...{ isSent, isRequired: true, type: 'password', autoComplete: 'new-password' }}
        />
        <TextInput
          label={t('session:repeated_password')}
          value={repeated}
          onChange={setRepeated}
          {...{ isSent, isRequired: true, type: 'password', autoComplete: 'new-password' }}
        />
        {isSent && !isSame && (
          <Box role="alert" sx={{ color: 'error.main' }}>
            {t('session:not_the_same')}
          </Box>
        )}
        <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('session:password_rule')}</Box>
      </Form>
      <Button variant="text" sx={{ mt: 1 }} onClick={() => void signOut()}>
        {t('session:sign_out')}
      </Button>
    </SignedOut>
  );
}
