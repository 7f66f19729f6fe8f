import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import type { ReactNode } from 'react';
import { call } from '../api/client.ts';
import { useAnswer } from '../api/queries.ts';
import { useTexts, type TextKey } from '../texts/texts.ts';
import { ColoursButton, LanguageButton } from './header-tools.tsx';
import { Icon } from './icons.tsx';
import { UserMenu } from './user-menu.tsx';

export const HEADER_PX = 56;

interface HeaderProps {
  readonly name: TextKey;
  readonly tools?: ReactNode;
  readonly onRail: () => void;
  readonly onPalette: () => void;
  readonly onKeys: () => void;
}

/** Whether what runs here is no real network: its server says so in the page. */
const isDemonstration = (): boolean =>
  document.querySelector<HTMLMetaElement>('meta[name="drum-demonstration"]')?.content === 'true';

/** Which server and network this is, and what one needs everywhere. */
export function Header({ name, tools, onRail, onPalette, onKeys }: HeaderProps) {
  const { t } = useTexts();
  const { data } = useAnswer(call('get', '/system/status', {}));
  const status = data?.initialization_status;
  return (
    <Box component="header" sx={{ position: 'sticky', top: 0, zIndex: 'appBar', bgcolor: 'background.paper' }}>
      <Box
        sx={{
          ...{ height: HEADER_PX, display: 'flex', alignItems: 'center', gap: 1, px: { xs: 1, md: 3 } },
          ...{ borderBottom: '1px solid', borderColor: 'divider' },
        }}
      >
        <IconButton aria-label={t('common:menu')} onClick={onRail} sx={{ display: { md: 'none' } }}>
          <Icon name="menu" />
        </IconButton>
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', alignItems: 'center', gap: 1.5 }}>
          <Box sx={networkLook}>
            <Box component="span" sx={{ fontWeight: 620 }}>
              {t(name)}
            </Box>
            {status !== undefined && (
              <Box component="span" sx={{ color: 'text.secondary', fontSize: { xs: 13, sm: 15 } }}>
                <Separator />
                {t('common:network', { name: status.instance_identifier })}
                <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
                  {` · ${status.central_server_address}`}
                </Box>
              </Box>
            )}
          </Box>
          {isDemonstration() && (
            <Box title={t('common:demonstration_teach')} sx={demonstration}>
              {t('common:demonstration')}
            </Box>
          )}
        </Box>
        <Button
          variant="outlined"
          startIcon={<Icon name="search" />}
          onClick={onPalette}
          sx={{ display: { xs: 'none', lg: 'inline-flex' }, color: 'text.secondary', fontWeight: 400 }}
        >
          {t('common:palette_short')}{' '}
          <Box component="kbd" sx={{ ml: 1.5 }}>
            Ctrl K
          </Box>
        </Button>
        <IconButton aria-label={t('common:palette')} onClick={onPalette} sx={{ display: { lg: 'none' } }}>
          <Icon name="search" />
        </IconButton>
        {tools}
        <Box sx={{ display: { xs: 'none', sm: 'flex' } }}>
          <LanguageButton />
          <ColoursButton />
        </Box>
        <UserMenu onKeys={onKeys} />
      </Box>
    </Box>
  );
}

/** Which network it is stands on a line of its own where there is no room beside the server's name. */
const networkLook = {
  ...{ minWidth: 0, lineHeight: 1.3, '&, & > span': { overflow: 'hidden', textOverflow: 'ellipsis' } },
  ...{ whiteSpace: 'nowrap', '& > span': { display: { xs: 'block', sm: 'inline' } } },
} as const;

const Separator = () => (
  <Box component="span" aria-hidden sx={{ display: { xs: 'none', sm: 'inline' } }}>
    {' · '}
  </Box>
);

const demonstration = {
  ...{ color: 'demo.main', bgcolor: 'demo.tint', border: '1px solid', borderColor: 'demo.main', borderRadius: 1 },
  ...{ px: 1, fontSize: 13, fontWeight: 700, flex: 'none' },
} as const;
