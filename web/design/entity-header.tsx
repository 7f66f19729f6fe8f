import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { useEffect, useState, type ReactNode } from 'react';
import { Link as RouterLink, useLocation } from 'react-router';
import { useTexts } from '../texts/texts.ts';
import { ActionMenu, type Action } from './action-menu.tsx';
import { Copyable } from './copyable.tsx';
import { Icon } from './icons.tsx';

interface EntityHeaderProps {
  /** What kind of thing it is. */
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
  readonly status?: ReactNode;
  /** The first is the primary one; the rest stand in „Още“, what destroys last. */
  readonly actions?: readonly Action[];
  readonly tabs?: readonly { readonly text: string; readonly to: string; readonly count?: number | undefined }[];
}

/** The head of a thing's page: its one h1, one primary action, and its tabs. */
export function EntityHeader({ kind, name, id, status, actions = [], tabs = [] }: EntityHeaderProps) {
  const { t } = useTexts();
  useTitle(`${name} · ${kind}`);
  const [primary, ...rest] = actions;
  return (
    <Box sx={{ mb: 2 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>
          <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{kind}</Box>
          <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
            <Box component="h1" tabIndex={-1} sx={{ ...h1, outline: 'none' }}>
              {name}
            </Box>
            {status}
          </Box>
          {id !== undefined && <Copyable text={id} what={t('common:identifier')} />}
        </Box>
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }} data-print="no">
          {primary !== undefined && <ActionButton action={primary} />}
          {rest.length > 0 && <MoreActions actions={rest} />}
        </Box>
      </Box>
      {tabs.length > 0 && <TabLinks tabs={tabs} label={name} />}
    </Box>
  );
}

export const h1 = { m: 0, fontSize: 26, lineHeight: 1.25, fontWeight: 650, overflowWrap: 'anywhere' } as const;

/** Each page has a name of its own, which the history of the browser shows. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Drum`;
  }, [title]);
}

function ActionButton({ action: { text, run, isDestructive = false, notNow } }: { readonly action: Action }) {
  return (
    <Box>
      <Button onClick={run} color={isDestructive ? 'error' : 'primary'} disabled={notNow !== undefined}>
        {text}
      </Button>
      {notNow !== undefined && <Box sx={{ fontSize: 13, color: 'text.secondary' }}>{notNow}</Box>}
    </Box>
  );
}

export function MoreActions({ actions }: { readonly actions: readonly Action[] }) {
  const { t } = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const ordered = [...actions].sort(
    (one, other) => Number(one.isDestructive ?? false) - Number(other.isDestructive ?? false),
  );
  return (
    <>
      <Button
        endIcon={<Icon name="down" />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => {
          setAnchor(currentTarget);
        }}
      >
        {t('common:more')}
      </Button>
      <ActionMenu
        actions={ordered}
        anchor={anchor}
        onClose={() => {
          setAnchor(null);
        }}
      />
    </>
  );
}

/** Links to the parts of a place. */
export function TabLinks({
  tabs,
  label,
}: {
  readonly tabs: NonNullable<EntityHeaderProps['tabs']>;
  readonly label: string;
}) {
  const { pathname } = useLocation();
  const at = decodeURIComponent(pathname);
  // The longest that the address begins with.
  const chosen = tabs
    .filter(({ to }) => at === decodeURIComponent(to) || at.startsWith(`${decodeURIComponent(to)}/`))
    .sort((one, other) => other.to.length - one.to.length)[0];
  return (
    <Box component="nav" aria-label={label} sx={tabsLook}>
      {tabs.map(({ text, to, count }) => (
        <Link
          key={to}
          component={RouterLink}
          to={to}
          underline="none"
          aria-current={to === chosen?.to ? 'page' : undefined}
        >
          {count === undefined ? text : `${text} ${count}`}
        </Link>
      ))}
    </Box>
  );
}

const tabsLook = {
  ...{ display: 'flex', gap: 0.5, flexWrap: 'wrap', borderBottom: '1px solid', borderColor: 'divider', mt: 1 },
  '& a': {
    ...{
      display: 'inline-flex',
      alignItems: 'center',
      minHeight: 44,
      px: 1.5,
      color: 'text.secondary',
      fontWeight: 600,
    },
    ...{ borderBottom: '2px solid transparent', mb: '-1px' },
    '&:hover': { color: 'text.primary' },
    '&[aria-current]': { color: 'primary.main', borderColor: 'primary.main' },
  },
} as const;
