import Badge from '@mui/material/Badge';
import IconButton from '@mui/material/IconButton';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { Icon } from '../../design/icons.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Seldom: every change asks anew, and so does whoever comes back to the window. */
const ASKED_EVERY_MS = 300_000;
const SHOWN_MAX = 99;

/** How many notices nobody has taken over, in the header of every screen. */
export function NoticesBell() {
  const { t } = useTexts();
  const may = useRights();
  const maySee = may('VIEW_NOTICES');
  const open = call('get', '/drum/notices', { query: { state: 'OPEN', paging_sorting: { limit: 1, offset: 0 } } });
  const { data } = useAnswer(maySee ? open : undefined, { everyMs: ASKED_EVERY_MS });
  if (!maySee) return null;
  const count = data?.paging_metadata.total_items ?? 0;
  const words = count === 0 ? t('notices:open_none') : t('notices:open', { count });
  return (
    <IconButton component={Link} to="/settings/notices" aria-label={words} title={words} data-open-notices={count}>
      {count === 0 ? (
        <Icon name="notices" />
      ) : (
        <Badge
          badgeContent={count}
          max={SHOWN_MAX}
          color="error"
          // Above the bell, which would not be known under it.
          slotProps={{ badge: { 'aria-hidden': true, sx: { top: -2, right: -4, height: 17, minWidth: 17, px: 0.5 } } }}
        >
          <Icon name="notices" />
        </Badge>
      )}
    </IconButton>
  );
}
