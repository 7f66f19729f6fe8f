import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { StatusLine } from '../../design/status-line.tsx';
import type { State } from '../../design/status.tsx';
import { useTexts, type TextKey } from '../../texts/texts.ts';
import { LogInDialog } from '../tokens/log-in-dialog.tsx';
import { useNode, useTokens } from '../tokens/notice.tsx';

type Token = Schemas['Token'];

/** The tokens of this node: logged in or not, how the PIN does. */
export function TokensSection() {
  const { t } = useTexts();
  const tokens = useTokens();
  const node = useNode();
  const [open, setOpen] = useState<{ readonly what: 'in' | 'out'; readonly token: Token }>();
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Section title={t('tokens:title', { node })}>
      <Loaded of={tokens}>
        {(known) =>
          known.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              onOpen={(what) => {
                setOpen({ what, token });
              }}
            />
          ))
        }
      </Loaded>
      {open?.what === 'in' && <LogInDialog token={open.token} node={node} onClose={close} />}
      {open?.what === 'out' && (
        <ConfirmLoss
          title={t('tokens:lock_title', { token: open.token.name })}
          act={t('tokens:lock_act', { token: open.token.name })}
          losses={[t('tokens:lock_loses', { node })]}
          keeps={[t('tokens:lock_keeps')]}
          call={call('put', '/tokens/{token_id}/logout', { path: { token_id: open.token.id } })}
          permissions={['DEACTIVATE_TOKEN']}
          onClose={close}
          onDone={() => {
            announce(t('tokens:is_locked'));
            close();
          }}
        />
      )}
    </Section>
  );
}

function TokenLine({ token, onOpen }: { readonly token: Token; readonly onOpen: (what: 'in' | 'out') => void }) {
  const { t } = useTexts();
  const may = useRights();
  const { state, word, cause } = stateOf(token);
  const actions = token.possible_actions ?? [];
  const keys = token.configuration_signing_keys?.length ?? 0;
  return (
    <StatusLine
      state={state}
      text={
        <>
          {token.name}: {t(word)}, {t('tokens:keys', { count: keys })}
        </>
      }
      {...(cause === undefined ? {} : { cause: t(cause) })}
      step={
        actions.includes('LOGIN') && may('ACTIVATE_TOKEN') ? (
          <Button
            variant="contained"
            onClick={() => {
              onOpen('in');
            }}
          >
            {t('tokens:unlock')}
          </Button>
        ) : (
          actions.includes('LOGOUT') &&
          may('DEACTIVATE_TOKEN') && (
            <Button
              color="error"
              onClick={() => {
                onOpen('out');
              }}
            >
              {t('tokens:lock')}
            </Button>
          )
        )
      }
    />
  );
}

interface TokenState {
  readonly state: State;
  readonly word: TextKey;
  readonly cause?: TextKey;
}

function stateOf({ available, logged_in: isLoggedIn, status }: Token): TokenState {
  if (!available) return { state: 'stopped', word: 'tokens:absent', cause: 'tokens:absent_teach' };
  if (status === 'NOT_INITIALIZED') return { state: 'unknown', word: 'tokens:no_pin' };
  if (isLoggedIn) return { state: 'ok', word: 'tokens:logged_in' };
  switch (status) {
    case 'USER_PIN_LOCKED':
      return { state: 'stopped', word: 'tokens:pin_is_locked', cause: 'tokens:pin_locked' };
    case 'USER_PIN_FINAL_TRY':
      return { state: 'stopped', word: 'tokens:logged_out', cause: 'tokens:pin_final_try' };
    case 'USER_PIN_INCORRECT':
      return { state: 'stopped', word: 'tokens:logged_out', cause: 'tokens:pin_was_wrong' };
    default:
      return { state: 'stopped', word: 'tokens:logged_out' };
  }
}
