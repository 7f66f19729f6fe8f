import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type { ReactNode } from 'react';

/** A part of a page. */
export const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Paper component="section" sx={{ p: 2 }}>
    <Box component="h2" sx={{ m: 0, mb: 1, fontSize: 17, fontWeight: 620 }}>
      {title}
    </Box>
    {children}
  </Paper>
);
