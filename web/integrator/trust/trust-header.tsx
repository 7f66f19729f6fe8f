import type { ReactNode } from 'react';
import { TabLinks } from '../../design/entity-header.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import Box from '@mui/material/Box';

/** The head of both lists of trust services, which lead to each other. */
export function TrustHeader({ title, action }: { readonly title: string; readonly action: ReactNode }) {
  const { t } = useTexts();
  const tabs = [
    { text: t('trust:cas'), to: '/trust/authorities' },
    { text: t('trust:tsas'), to: '/trust/time-stamping' },
  ];
  return (
    <Box sx={{ mb: 2 }}>
      <PageHeader {...{ title, action }} />
      <TabLinks tabs={tabs} label={t('trust:title')} />
    </Box>
  );
}
