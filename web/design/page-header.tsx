import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { h1, useTitle } from './entity-header.tsx';

/** The head of a list's or form's page. */
export function PageHeader({ title, action }: { readonly title: string; readonly action?: ReactNode }) {
  useTitle(title);
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap', mb: 2, minHeight: 40 }}>
      <Box component="h1" sx={{ ...h1, flex: '1 1 auto' }}>
        {title}
      </Box>
      {action}
    </Box>
  );
}
