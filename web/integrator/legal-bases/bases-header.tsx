import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { TabLinks } from '../../design/entity-header.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';

/** The head of both lists, which lead to each other. */
export function BasesHeader({ title, action }: { readonly title: string; readonly action: ReactNode }) {
  const { t } = useTexts();
  const tabs = [
    { text: t('bases:title'), to: '/legal-bases' },
    { text: t('bases:purposes'), to: '/legal-bases/purposes' },
  ];
  return (
    <Box sx={{ mb: 2 }}>
      <PageHeader {...{ title, action }} />
      <TabLinks tabs={tabs} label={t('bases:title')} />
    </Box>
  );
}
