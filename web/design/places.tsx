import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { createContext, useContext, type ReactNode } from 'react';
import { Link as RouterLink, matchRoutes, useLocation } from 'react-router';
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

/** The nearest list above the present address, where whoever sits there may go. */
export function useListAbove(): string | undefined {
  const screens = useContext(Screens);
  const mayGo = useMayGo();
  const parts = useLocation().pathname.split('/').slice(1, -1);
  const above = parts.map((_part, at) => `/${parts.slice(0, at + 1).join('/')}`);
  // A page of one thing is no list.
  const isList = (to: string): boolean =>
    screens.some(({ routes }) => matchRoutes([...routes], to)?.every(({ params }) => Object.keys(params).length === 0));
  return above.findLast((to) => mayGo(to) && isList(to));
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
