import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Button from '@mui/material/Button';
import { useEffect, useState, type ReactNode } from 'react';
import { call } from '../api/client.ts';
import { useAnswer } from '../api/queries.ts';
import { signIn } from '../api/sign-in.ts';
import { Problem, problemOf } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import { h1, useTitle } from './entity-header.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { Form } from './form.tsx';
import { LanguageButton, ColoursButton } from './header-tools.tsx';
import { TextInput } from './identifier-field.tsx';
import { Logo } from './logo.tsx';

/** Signing in; `over`: whose session is over. */
export function SignIn({ over }: { readonly over?: string }) {
  const { t } = useTexts();
  const [name, setName] = useState(over ?? '');
  const [password, setPassword] = useState('');
  const [isSent, setSent] = useState(false);
  const { run, isRunning, problem } = useAct();
  useTitle(t('session:sign_in'));
  return (
    <SignedOut title={t('session:sign_in')} teach={over === undefined ? undefined : t('session:over')}>
      <RefusedSignOn />
      <Form
        submit={t('session:sign_in_act')}
        {...{ isRunning, problem }}
        onSubmit={() => {
          setSent(true);
          if (name !== '' && password !== '') run(() => signIn(name, password));
        }}
      >
        <TextInput
          label={t('session:name')}
          value={name}
          onChange={setName}
          isRequired
          isSent={isSent}
          autoComplete="username"
          autoFocus={over === undefined}
        />
        <TextInput
          label={t('session:password')}
          value={password}
          onChange={setPassword}
          isRequired
          isSent={isSent}
          type="password"
          autoComplete="current-password"
          autoFocus={over !== undefined}
        />
      </Form>
      <Providers />
    </SignedOut>
  );
}

const REFUSED = 'sign-on-refused';

/** Why a log-in at a provider has come back without a session: `?sign-on-refused=CODE`. */
function RefusedSignOn() {
  const [code] = useState(() => new URLSearchParams(globalThis.location.search).get(REFUSED));
  useEffect(() => {
    if (code === null) return;
    // It is told once: neither reloading nor signing in otherwise brings it again.
    const url = new URL(globalThis.location.href);
    url.searchParams.delete(REFUSED);
    history.replaceState(history.state, '', url);
  }, [code]);
  if (code === null) return null;
  return (
    <Box sx={{ mb: 3 }}>
      <ErrorPanel problem={new Problem({ status: 403, code })} />
    </Box>
  );
}

/** Who else may say who somebody is. Where that cannot be told, names and passwords still work. */
function Providers() {
  const { t, language } = useTexts();
  const { data = [] } = useAnswer(call('get', '/drum/sign-on-providers', {}));
  if (data.length === 0) return null;
  return (
    <Box sx={{ display: 'grid', gap: 1, mt: 2, pt: 2, borderTop: '1px solid', borderColor: 'divider' }}>
      <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('session:or_provider')}</Box>
      {data.map(({ name, title, url }) => (
        <Button key={name} href={url} sx={{ whiteSpace: 'normal', textAlign: 'center' }}>
          {t('session:with_provider', { provider: title[language] })}
        </Button>
      ))}
    </Box>
  );
}

/** One act at a time, and its problem. */
export function useAct() {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = (act: () => Promise<void>): void => {
    setRunning(true);
    setProblem(undefined);
    act()
      .catch((error: unknown) => {
        setProblem(problemOf(error));
      })
      .finally(() => {
        setRunning(false);
      });
  };
  return { run, isRunning, problem };
}

interface SignedOutProps {
  readonly title: string;
  readonly teach?: ReactNode;
  readonly children: ReactNode;
}

/** The page of those who are not, or not wholly, signed in. */
export function SignedOut({ title, teach, children }: SignedOutProps) {
  return (
    <Box
      component="main"
      sx={{
        minHeight: '100vh',
        display: 'grid',
        gridTemplateRows: '1fr auto 2fr',
        px: 2,
        py: 2,
        justifyContent: 'center',
      }}
    >
      <Box sx={{ display: 'flex', justifyContent: 'flex-end', alignItems: 'start' }}>
        <LanguageButton />
        <ColoursButton />
      </Box>
      <Paper
        sx={{
          ...{ width: 'min(440px, calc(100vw - 32px))', p: { xs: 2, sm: 4 } },
          // As wide as the ways in beside it.
          '& form button[type=submit]': { width: 1 },
        }}
      >
        <Logo />
        <Box component="h1" sx={{ ...h1, mt: 2, mb: 1 }}>
          {title}
        </Box>
        {teach !== undefined && <Box sx={{ color: 'text.secondary', mb: 1 }}>{teach}</Box>}
        <Box sx={{ mt: 2 }}>{children}</Box>
      </Paper>
    </Box>
  );
}
