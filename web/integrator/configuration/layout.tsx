import { Outlet } from 'react-router';
import { useRights } from '../../api/rights.ts';
import { TabLinks } from '../../design/entity-header.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import Box from '@mui/material/Box';

/** The parts of configuration, of which whoever sits there sees those that they may. */
export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const maySources = may('VIEW_INTERNAL_CONFIGURATION_SOURCE') || may('VIEW_EXTERNAL_CONFIGURATION_SOURCE');
  const tabs = [
    ...(may('VIEW_CONFIGURATION_PUBLICATIONS')
      ? [
          { text: t('configuration:preview'), to: '/config/preview' },
          { text: t('configuration:publications'), to: '/config/publications' },
        ]
      : []),
    ...(may('VIEW_INTERNAL_CONFIGURATION_SOURCE')
      ? [{ text: t('configuration:internal'), to: '/config/internal' }]
      : []),
    ...(may('VIEW_EXTERNAL_CONFIGURATION_SOURCE')
      ? [{ text: t('configuration:external'), to: '/config/external' }]
      : []),
    ...(maySources ? [{ text: t('configuration:parts'), to: '/config/parts' }] : []),
  ];
  return (
    <>
      <PageHeader title={t('configuration:title')} />
      <Box sx={{ mt: -2, mb: 2 }}>
        <TabLinks tabs={tabs} label={t('configuration:title')} />
      </Box>
      <Outlet />
    </>
  );
}
