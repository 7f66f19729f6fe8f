import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { NavigationType, Outlet, ScrollRestoration, useLocation, useNavigate, useNavigationType } from 'react-router';
import { useRights } from '../api/rights.ts';
import { useTexts, type TextKey } from '../texts/texts.ts';
import { CommandPalette, type Command } from './command-palette.tsx';
import { Header, HEADER_PX } from './header.tsx';
import { KeysHelp, useKeys } from './keys.tsx';
import { useLayer } from './layers.ts';
import { Rail, RAIL_PX } from './rail.tsx';
import type { Screen } from './screen.ts';
import { WaitingNotice } from './waiting-notice.tsx';

interface ShellProps {
  readonly name: TextKey;
  readonly screens: readonly Screen[];
  readonly tools?: ReactNode;
}

const CONTENT_PX = 1_440;

/** What stands around every screen: rail, header, palette, keys. */
export function Shell({ name, screens, tools }: ShellProps) {
  const { t } = useTexts();
  const may = useRights();
  const navigate = useNavigate();
  const layer = useLayer();
  const [open, setOpen] = useState<'palette' | 'keys' | 'rail'>();
  const seen = screens.filter(({ permissions = [] }) => permissions.length === 0 || permissions.some(may));
  const places = seen.flatMap(({ place }) => (place === undefined ? [] : [place]));
  const close = (): void => {
    setOpen(undefined);
  };
  useKeys({
    go: new Map(places.map(({ key, to }) => [key, () => void navigate(to)])),
    help: () => {
      setOpen('keys');
    },
    palette: () => {
      setOpen('palette');
    },
  });
  const main = useMainFocus();
  return (
    <Box sx={{ display: 'flex', minHeight: '100vh' }}>
      <Box component="a" href="#main" sx={skipLink}>
        {t('common:skip')}
      </Box>
      <Rail places={places} />
      <Drawer
        {...layer}
        open={open === 'rail'}
        onClose={close}
        slotProps={{ paper: { role: 'dialog', 'aria-label': t('common:menu'), sx: { width: RAIL_PX } } }}
      >
        <Rail places={places} onChosen={close} />
      </Drawer>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Header
          name={name}
          tools={tools}
          onRail={() => {
            setOpen('rail');
          }}
          onPalette={() => {
            setOpen('palette');
          }}
          onKeys={() => {
            setOpen('keys');
          }}
        />
        <WaitingNotice />
        <Box
          component="main"
          id="main"
          ref={main}
          tabIndex={-1}
          sx={{
            ...{ maxWidth: CONTENT_PX, px: { xs: 2, md: 3 }, py: { xs: 2, md: 3 }, outline: 'none' },
            scrollMarginTop: HEADER_PX,
          }}
        >
          <Outlet />
        </Box>
      </Box>
      <ScrollRestoration />
      {open === 'palette' && (
        <CommandPalette
          commands={commandsOf(seen, { t, may, go: (to) => void navigate(to) })}
          searches={(text) => searchesFor(seen, text, { t, go: (to) => void navigate(to) })}
          onClose={close}
        />
      )}
      {open === 'keys' && <KeysHelp places={places.map(({ key, text }) => ({ key, text: t(text) }))} onClose={close} />}
    </Box>
  );
}

const skipLink = {
  ...{ position: 'absolute', left: 8, top: -80, zIndex: 'tooltip', p: 1, borderRadius: 1 },
  ...{ bgcolor: 'primary.main', color: 'primary.contrastText', '&:focus': { top: 8 } },
} as const;

/** A new screen is read from its beginning; going back finds its own place. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isForward = useNavigationType() !== NavigationType.Pop;
  useEffect(() => {
    if (isForward && !(main.current?.contains(document.activeElement) ?? false))
      main.current?.focus({ preventScroll: true });
  }, [pathname, isForward]);
  return main;
}

interface Tools {
  readonly t: ReturnType<typeof useTexts>['t'];
  readonly may: (permission: string) => boolean;
  readonly go: (to: string) => void;
}

function commandsOf(screens: readonly Screen[], { t, may, go }: Tools): Command[] {
  return screens.flatMap(({ place, commands = [] }): Command[] => [
    ...(place === undefined
      ? []
      : [
          {
            id: place.to,
            text: t(place.text),
            icon: place.icon,
            run: () => {
              go(place.to);
            },
          },
        ]),
    ...commands
      .filter(({ permission }) => may(permission))
      .map(({ text, to, icon }) => ({
        id: `${text} ${to}`,
        text: t(text),
        icon,
        run: () => {
          go(to);
        },
      })),
  ]);
}

function searchesFor(screens: readonly Screen[], text: string, { t, go }: Omit<Tools, 'may'>): Command[] {
  return screens.flatMap(({ search }): Command[] =>
    search === undefined
      ? []
      : [
          {
            id: `search ${search.to}`,
            text: t(search.text, { q: text }),
            icon: 'search',
            run: () => {
              go(search.to.replace('{q}', encodeURIComponent(text)));
            },
          },
        ],
  );
}
