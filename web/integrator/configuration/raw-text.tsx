import Box from '@mui/material/Box';
import { useState } from 'react';
import type { Call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';

/** What differs in the XML of the newest version: folded, and asked for only when it is opened. */
export function RawText({ call }: { readonly call: Call<Schemas['Differences']> }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const text = useAnswer(isOpen ? call : undefined);
  return (
    <Box
      component="details"
      sx={{ mt: 1.5, '& summary': { cursor: 'pointer', color: 'text.secondary' } }}
      onToggle={({ currentTarget }: { readonly currentTarget: EventTarget & { readonly open?: boolean } }) => {
        setOpen(currentTarget.open === true);
      }}
    >
      <summary>{t('configuration:raw')}</summary>
      {isOpen && (
        <Loaded of={text}>
          {({ differences, total }) => (
            <>
              <Box
                component="pre"
                tabIndex={0}
                aria-label={t('configuration:raw')}
                role="region"
                translate="no"
                sx={{
                  overflow: 'auto',
                  m: 0,
                  mt: 1,
                  p: 1,
                  bgcolor: 'background.default',
                  fontSize: 13,
                  maxHeight: 480,
                }}
              >
                {differences.map(({ sign, text: each }, at) => (
                  <Box
                    key={at}
                    component={sign === '+' ? 'ins' : 'del'}
                    sx={{ display: 'block', textDecoration: 'none', color: sign === '+' ? 'ok.main' : 'stopped.main' }}
                  >
                    {each.replaceAll(/^/gm, `${sign} `)}
                  </Box>
                ))}
              </Box>
              {total > differences.length && (
                <Box sx={{ color: 'text.secondary' }}>
                  {t('configuration:more_changes', { count: total - differences.length })}
                </Box>
              )}
            </>
          )}
        </Loaded>
      )}
    </Box>
  );
}
