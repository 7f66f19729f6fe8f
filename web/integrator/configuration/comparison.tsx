import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router';
import { call } from '../../api/client.ts';
import { comparisonPath, publicationPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Changes } from './changes.tsx';
import { RawText } from './raw-text.tsx';

/** What one publication changed against another. */
export function Comparison({ from, to }: { readonly from: number; readonly to: number }) {
  const { t } = useTexts();
  const path = { from, to };
  const described = call('get', '/drum/configuration/comparison/{from}/{to}', { path });
  const compared = useAnswer(described);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', flex: '1 1 auto' }}>
          <Link component={RouterLink} to={publicationPath(from)}>
            {t('configuration:one', { number: from })}
          </Link>
          <span aria-hidden>→</span>
          <Link component={RouterLink} to={publicationPath(to)}>
            {t('configuration:one', { number: to })}
          </Link>
        </Box>
        <Button component={RouterLink} to={comparisonPath(to, from)}>
          {t('configuration:other_way', { from: to, to: from })}
        </Button>
        <ApiCallButton call={described} permissions={['VIEW_CONFIGURATION_PUBLICATIONS']} />
      </Box>
      <Loaded of={compared}>
        {(known) => (
          <Section title={t('configuration:comparison', { from, to, count: known.total })}>
            {known.total === 0 && <Box>{t('configuration:same')}</Box>}
            <Changes of={known} />
            <RawText call={call('get', '/drum/configuration/comparison/{from}/{to}/text', { path })} />
          </Section>
        )}
      </Loaded>
    </Box>
  );
}
