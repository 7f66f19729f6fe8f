import Box from '@mui/material/Box';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { StateIcon } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ChangeWords, signOf } from './change-words.tsx';

const COLOURS = { '+': 'ok', '−': 'stopped', '~': 'attention' } as const;

/** Changes in words, each with its sign, and how many servers see them; those that cut somebody off come first. */
export function Changes({ of: { changes, total } }: { readonly of: Schemas['Changes'] }) {
  const { t } = useTexts();
  const concerned = Math.max(0, ...changes.map(({ concerns_servers: count }) => count));
  return (
    <>
      {concerned > 0 && (
        <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('configuration:concerns', { count: concerned })}</Box>
      )}
      <Box component="ul" data-changes sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {changes.map((change, at) => (
          <ChangeLine key={at} change={change} />
        ))}
      </Box>
      {total > changes.length && (
        <Box sx={{ color: 'text.secondary', mt: 1 }}>
          {t('configuration:more_changes', { count: total - changes.length })}
        </Box>
      )}
    </>
  );
}

function ChangeLine({ change }: { readonly change: Schemas['Change'] }) {
  const { t } = useTexts();
  const sign = signOf(change.kind);
  const { cuts_off: cutOff, cuts_off_total: cutOffTotal } = change;
  return (
    <Box component="li" data-change={change.kind} sx={lineLook}>
      <Box aria-hidden sx={{ ...signLook, color: `${COLOURS[sign]}.main`, bgcolor: `${COLOURS[sign]}.tint` }}>
        {sign}
      </Box>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <ChangeWords change={change} />
        {cutOffTotal > 0 && (
          <Box sx={{ display: 'flex', gap: 1, color: 'stopped.main', mt: 0.5 }}>
            <StateIcon state="stopped" />
            <span>
              {t('configuration:cuts_off', { count: cutOffTotal })} <code>{cutOff.join(', ')}</code>
            </span>
          </Box>
        )}
      </Box>
    </Box>
  );
}

const lineLook = {
  ...{ display: 'grid', gridTemplateColumns: '24px minmax(0, 1fr)', gap: 1.5, py: 1 },
  ...{ borderTop: '1px solid', borderColor: 'divider', '&:first-of-type': { borderTop: 0 } },
} as const;

const signLook = {
  ...{ width: 24, height: 24, borderRadius: 1, display: 'grid', placeItems: 'center', fontWeight: 700 },
} as const;
