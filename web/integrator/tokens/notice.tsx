import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { StatusLine } from '../../design/status-line.tsx';
import { useTexts } from '../../texts/texts.ts';
import { LogInDialog } from './log-in-dialog.tsx';

type Token = Schemas['Token'];

const EVERY_MS = 15_000;
/** Where tokens are not what is looked at; each change asks anew too. */
const SELDOM_MS = 300_000;

/** The tokens of this node, for whoever may see them. */
export function useTokens(everyMs = EVERY_MS) {
  const may = useRights();
  const isSeen = may('VIEW_INTERNAL_CONFIGURATION_SOURCE') || may('VIEW_EXTERNAL_CONFIGURATION_SOURCE');
  return useAnswer(isSeen ? call('get', '/tokens', {}) : undefined, { everyMs });
}

/** What this node is called. */
export function useNode(): string {
  const status = useAnswer(call('get', '/system/status', {}));
  return status.data?.high_availability_status?.node_name ?? '';
}

/** Nobody is logged in to a token that has keys: on which node, and the way in. */
export function TokensNotice() {
  const { t } = useTexts();
  const may = useRights();
  const node = useNode();
  const tokens = useTokens(SELDOM_MS);
  const [open, setOpen] = useState<Token>();
  const locked = (tokens.data ?? []).filter(
    (token) =>
      !token.logged_in && token.status !== 'NOT_INITIALIZED' && (token.configuration_signing_keys ?? []).length > 0,
  );
  return (
    <>
      {locked.length > 0 && (
        <Paper sx={{ px: 2, mb: 2, borderColor: 'stopped.main' }} role="alert">
          {locked.map((token) => (
            <StatusLine
              key={token.id}
              state="stopped"
              text={t('tokens:locked', { token: token.name, node })}
              cause={<Box component="span">{t('tokens:locked_teach')}</Box>}
              step={
                may('ACTIVATE_TOKEN') && (
                  <Button
                    variant="contained"
                    onClick={() => {
                      setOpen(token);
                    }}
                  >
                    {t('tokens:unlock')}
                  </Button>
                )
              }
            />
          ))}
        </Paper>
      )}
      {open !== undefined && (
        <LogInDialog
          token={open}
          node={node}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </>
  );
}
