import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link as RouterLink, useLocation } from 'react-router';
import { useTexts } from '../texts/texts.ts';
import { ActionMenu, type Action } from './action-menu.tsx';
import { Copyable } from './copyable.tsx';
import { Icon } from './icons.tsx';

interface EntityHeaderProps {
  /** What kind of thing it is. */
  readonly kind: string;
  readonly name: string;
  /** Whose it is; on a narrow screen a line of its own. */
  readonly of?: string | undefined;
  readonly id?: string;
  readonly status?: ReactNode;
  /** The first is the primary one; the rest stand in „Още“, what destroys last. */
  readonly actions?: readonly Action[];
  readonly tabs?: readonly { readonly text: string; readonly to: string; readonly count?: number | undefined }[];
}

/** The head of a thing's page: its one h1, one primary action, and its tabs. */
export function EntityHeader({ kind, name, of, id, status, actions = [], tabs = [] }: EntityHeaderProps) {
  const { t } = useTexts();
  useTitle(of === undefined ? `${name} · ${kind}` : `${name} · ${of} · ${kind}`);
  const [primary, ...rest] = actions;
  return (
    <Box sx={{ mb: 2 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>
          <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{kind}</Box>
          <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
            <Box component="h1" tabIndex={-1} sx={{ ...h1, outline: 'none' }}>
              {name}
              {of !== undefined && <Owner of={of} />}
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

export const h1 = {
  m: 0,
  fontSize: { xs: 20, sm: 26 },
  lineHeight: 1.25,
  fontWeight: 650,
  overflowWrap: 'anywhere',
} as const;

const Owner = ({ of }: { readonly of: string }) => (
  <Box
    component="span"
    sx={{
      display: { xs: 'block', sm: 'inline' },
      fontSize: { xs: 15, sm: 'inherit' },
      fontWeight: { xs: 400, sm: 650 },
    }}
  >
    <Box component="span" aria-hidden sx={{ display: { xs: 'none', sm: 'inline' } }}>
      {' · '}
    </Box>
    {of}
  </Box>
);

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

/** Links to the parts of a place, in one row: where there is no room for all, it scrolls within itself to the chosen one. */
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
  const row = useRef<HTMLElement>(null);
  /** What the row's width follows from: counts come later than the tabs. */
  const words = tabs.map(({ text, count }) => `${text} ${count ?? ''}`).join();
  useEffect(() => {
    const show = (): void => {
      const link = row.current?.querySelector<HTMLElement>('[aria-current]');
      if (row.current === null || link === null || link === undefined) return;
      row.current.scrollLeft = link.offsetLeft - (row.current.clientWidth - link.offsetWidth) / 2;
    };
    show();
    void document.fonts.ready.then(show);
  }, [chosen?.to, words]);
  return (
    <Box component="nav" ref={row} aria-label={label} sx={tabsLook}>
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
  ...{ display: 'flex', gap: 0.5, borderBottom: '1px solid', borderColor: 'divider', mt: 1, position: 'relative' },
  ...{ overflowX: 'auto', overflowY: 'hidden', scrollbarWidth: 'none' },
  '& a': {
    ...{
      display: 'inline-flex',
      alignItems: 'center',
      minHeight: 44,
      px: 1.5,
      color: 'text.secondary',
      fontWeight: 600,
      whiteSpace: 'nowrap',
      flex: 'none',
    },
    borderBottom: '2px solid transparent',
    // The row would cut a ring around it.
    '&:focus-visible': { outlineOffset: -2 },
    '&:hover': { color: 'text.primary' },
    '&[aria-current]': { color: 'primary.main', borderColor: 'primary.main' },
  },
} as const;
