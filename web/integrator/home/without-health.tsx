import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useContext } from 'react';
import { Link as RouterLink } from 'react-router';
import { ROLES_OF } from '../../api/roles.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { Screens, useMayGo } from '../../design/places.tsx';
import { useTexts, type TextKey } from '../../texts/texts.ts';

/** Home for whoever may not see how the network is: where else they may go. */
export function WithoutHealth() {
  const { t } = useTexts();
  const mayGo = useMayGo();
  const screens = useContext(Screens);
  const places = screens.flatMap(({ place }) => (place === undefined || place.to === '/' ? [] : [place]));
  const roles = (ROLES_OF.VIEW_NETWORK_HEALTH ?? []).map((role) => t(`roles:${role}` satisfies TextKey)).join(', ');
  return (
    <>
      <PageHeader title={t('home:title')} />
      <p>{t('home:no_health', { roles })}</p>
      <Box component="ul" sx={{ pl: 2.5, display: 'grid', gap: 0.5 }}>
        {places
          .filter(({ to }) => mayGo(to))
          .map(({ to, text }) => (
            <li key={to}>
              <Link component={RouterLink} to={to}>
                {t(text)}
              </Link>
            </li>
          ))}
      </Box>
    </>
  );
}
