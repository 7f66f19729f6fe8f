import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { requestPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { Icon } from '../../design/icons.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Requests that wait and are looked through one after the other. */
const LOOKED_THROUGH_MAX = 100;

/** The waiting requests before and behind this one. */
export function Neighbours({ id }: { readonly id: number }) {
  const { t } = useTexts();
  const { data } = useAnswer(
    call('get', '/management-requests', {
      query: { filter: { status: 'WAITING' }, paging_sorting: { limit: LOOKED_THROUGH_MAX, sort: 'id' } },
    }),
  );
  const ids = (data?.items ?? []).flatMap(({ id: each }) => (each === undefined || each === id ? [] : [each]));
  const before = ids.findLast((each) => each < id);
  const behind = ids.find((each) => each > id);
  if (before === undefined && behind === undefined) return null;
  return (
    <Box component="nav" aria-label={t('requests:title')} sx={{ display: 'flex', justifyContent: 'space-between' }}>
      {before === undefined ? (
        <span />
      ) : (
        <Button variant="text" component={Link} to={requestPath(before)} startIcon={<Icon name="left" />}>
          {t('requests:previous')}
        </Button>
      )}
      {behind !== undefined && (
        <Button variant="text" component={Link} to={requestPath(behind)} endIcon={<Icon name="right" />}>
          {t('requests:following')}
        </Button>
      )}
    </Box>
  );
}
