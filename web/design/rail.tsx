import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useTexts } from '../texts/texts.ts';
import { Icon } from './icons.tsx';
import { Logo } from './logo.tsx';
import type { Screen } from './screen.ts';
import { visuallyHidden } from './visually-hidden.ts';

export const RAIL_PX = 240;
const FOLDED_PX = 64;
const STORED_FOLDED = 'drum.rail-folded';

interface RailProps {
  readonly places: readonly NonNullable<Screen['place']>[];
  /** In a drawer: it closes when a place is chosen. */
  readonly onChosen?: () => void;
}

/** The places of a program; folded to icons where that is wanted. */
export function Rail({ places, onChosen }: RailProps) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const isDrawer = onChosen !== undefined;
  const isWithin = (to: string): boolean => pathname === to || pathname.startsWith(`${to}/`);
  /** One place is the present one: the innermost. */
  const hasInner = (outer: string): boolean => places.some(({ to }) => to.startsWith(`${outer}/`) && isWithin(to));
  const isHere = ({ to, also = [] }: RailProps['places'][number]): boolean =>
    (to === '/' || hasInner(to) ? pathname === to : isWithin(to)) || also.some(isWithin);
  const [folded, setFolded] = useState(() => localStorage.getItem(STORED_FOLDED) === 'true');
  const isFolded = folded && !isDrawer;
  return (
    <Box
      component="nav"
      aria-label={t('common:menu')}
      sx={{
        ...{
          width: isFolded ? FOLDED_PX : RAIL_PX,
          flex: 'none',
          bgcolor: 'background.paper',
          flexDirection: 'column',
        },
        ...(isDrawer
          ? { display: 'flex', minHeight: '100%' }
          : { display: { xs: 'none', md: 'flex' }, position: 'sticky', top: 0, height: '100vh', overflowY: 'auto' }),
        ...(isDrawer ? {} : { borderRight: '1px solid', borderColor: 'divider' }),
      }}
    >
      <Box sx={{ height: 56, display: 'flex', alignItems: 'center', px: 2.25 }}>
        <Logo isFolded={isFolded} />
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 1, flex: 1 }}>
        {places.map((place) => (
          <li key={place.to}>
            <Box
              component={Link}
              to={place.to}
              aria-current={isHere(place) ? 'page' : undefined}
              sx={placeLook}
              title={isFolded ? t(place.text) : undefined}
              aria-keyshortcuts={`g ${place.key}`}
              {...(onChosen === undefined ? {} : { onClick: onChosen })}
            >
              <Icon name={place.icon} />
              <Box component="span" sx={isFolded ? visuallyHidden : {}}>
                {t(place.text)}
              </Box>
            </Box>
          </li>
        ))}
      </Box>
      {!isDrawer && (
        <Box sx={{ p: 1, borderTop: '1px solid', borderColor: 'divider' }}>
          <IconButton
            aria-label={t(isFolded ? 'common:unfold' : 'common:fold')}
            title={t(isFolded ? 'common:unfold' : 'common:fold')}
            onClick={() => {
              localStorage.setItem(STORED_FOLDED, String(!folded));
              setFolded(!folded);
            }}
          >
            <Icon name={isFolded ? 'right' : 'left'} />
          </IconButton>
        </Box>
      )}
    </Box>
  );
}

const placeLook = {
  ...{ display: 'flex', alignItems: 'center', gap: 1.5, minHeight: 40, px: 1.5, borderRadius: 1, mb: 0.25 },
  ...{ color: 'text.primary', textDecoration: 'none' },
  '&:hover': { bgcolor: 'action.hover' },
  '&[aria-current="page"]': { bgcolor: 'action.selected', color: 'primary.main', fontWeight: 620 },
} as const;
