import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { createContext, useContext, type ReactNode } from 'react';
import { Link as RouterLink, matchRoutes } from 'react-router';
import { useRights } from '../api/rights.ts';
import type { Screen } from './screen.ts';

/** The screens of the program. */
export const Screens = createContext<readonly Screen[]>([]);

/** Whether a screen stands at an address, and whoever sits there may see it. */
export function useMayGo(): (to: string) => boolean {
  const screens = useContext(Screens);
  const may = useRights();
  return (to) =>
    screens.some(
      ({ permissions = [], routes }) =>
        (permissions.length === 0 || permissions.some(may)) && matchRoutes([...routes], to) !== null,
    );
}

interface PlaceLinkProps {
  readonly to: string;
  readonly children: ReactNode;
}

/** A link for whoever may go there, and the words alone for others. */
export function PlaceLink({ to, children }: PlaceLinkProps) {
  const mayGo = useMayGo();
  if (!mayGo(to)) return <span>{children}</span>;
  return (
    // It stands within text, where colour alone would not tell it.
    <Link component={RouterLink} to={to} underline="always">
      {children}
    </Link>
  );
}

/** A button that leads there, for whoever may go. */
export function PlaceButton({ to, children }: PlaceLinkProps) {
  const mayGo = useMayGo();
  if (!mayGo(to)) return null;
  return (
    <Button component={RouterLink} to={to}>
      {children}
    </Button>
  );
}
