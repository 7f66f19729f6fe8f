import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface EmptyStateProps {
  /** `first`: there is nothing yet; `filtered`: nothing matches; `no-right`: the caller may not see it. */
  readonly why: 'first' | 'filtered' | 'no-right';
  readonly title: string;
  readonly teach?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: IconName;
  /** Nothing else is on the page. */
  readonly isPage?: boolean;
}

/** Why nothing is there, what would be, and one button. */
export const EmptyState = ({ why, title, teach, action, icon = 'empty', isPage = false }: EmptyStateProps) => (
  <Box data-empty={why} sx={{ textAlign: 'center', px: 2, py: 5, maxWidth: 560, mx: 'auto' }}>
    <Icon name={why === 'filtered' ? 'search' : icon} sx={{ fontSize: 40, color: 'text.secondary', mb: 1 }} />
    <Box component={isPage ? 'h1' : 'p'} sx={{ fontSize: 17, fontWeight: 620, m: 0 }}>
      {title}
    </Box>
    {teach !== undefined && (
      <Box component="p" sx={{ color: 'text.secondary', m: 0, mt: 0.5 }}>
        {teach}
      </Box>
    )}
    {action !== undefined && <Box sx={{ mt: 2 }}>{action}</Box>}
  </Box>
);
