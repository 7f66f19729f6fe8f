import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useRights } from '../../api/rights.ts';
import { TabLinks } from '../../design/entity-header.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { PLACES } from './places.ts';

/** The head of one of the settings, with the way to the others. */
export function SettingsHeader({ title, action }: { readonly title: string; readonly action?: ReactNode }) {
  const { t } = useTexts();
  const may = useRights();
  return (
    <Box sx={{ mb: 2 }}>
      <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('settings:title')}</Box>
      <PageHeader title={title} action={action} />
      <Box sx={{ mt: -1.5 }}>
        <TabLinks
          label={t('settings:title')}
          tabs={PLACES.filter(({ permission }) => may(permission)).map(({ to, text }) => ({ to, text: t(text) }))}
        />
      </Box>
    </Box>
  );
}
