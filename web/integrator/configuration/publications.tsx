import Button from '@mui/material/Button';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { comparisonPath, publicationPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { useListState } from '../../design/list-state.ts';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { causesOf } from './causes.ts';

type Publication = Schemas['Publication'];

/** The publications of different content, the newest first; two of them are compared. */
export function Component() {
  const { t } = useTexts();
  const state = useListState();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const found = call('get', '/drum/configuration/publications', {
    query: { limit: state.size, offset: state.page - 1 },
  });
  const answered = useAnswer(found, { keepsPrevious: true });
  const columns: readonly Column<Publication>[] = [
    { id: 'number', title: t('configuration:number'), width: 100, text: ({ number }) => String(number) },
    {
      ...{ id: 'at', title: t('configuration:at'), width: 200, text: ({ published_at: at }) => at },
      cell: ({ published_at: at }) => <Time at={at} relative />,
    },
    { id: 'origin', title: t('configuration:origin'), width: 140, text: (each) => originOf(each, t) },
    { id: 'causes', title: t('configuration:causes'), text: (each) => causesOf(each, t) },
    { id: 'node', title: t('configuration:node'), width: 120, text: ({ node }) => node },
    {
      ...{ id: 'hash', title: t('configuration:hash'), width: 140, text: ({ hash }) => hash },
      cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>,
    },
  ];
  const [one = 0, other = 0] = [...chosen].sort((a, b) => a - b);
  const newest = answered.data?.items[0]?.number;
  return (
    <DataTable
      name={t('configuration:publications')}
      {...{ columns, state }}
      source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
      keyOf={({ number }) => String(number)}
      linkOf={({ number }) => publicationPath(number)}
      rowActions={({ number }) => (
        <Checkbox
          slotProps={{ input: { 'aria-label': t('configuration:choose', { number }) } }}
          checked={chosen.includes(number)}
          onChange={(_event, isChosen) => {
            // The last two that were chosen.
            setChosen(isChosen ? [...chosen, number].slice(-2) : chosen.filter((each) => each !== number));
          }}
        />
      )}
      tools={
        <>
          {chosen.length === 2 ? (
            <Button variant="contained" component={Link} to={comparisonPath(one, other)}>
              {t('configuration:compare', { one, other })}
            </Button>
          ) : (
            newest !== undefined &&
            newest > 1 && <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('configuration:choose_two')}</Box>
          )}
          <ApiCallButton call={found} permissions={['VIEW_CONFIGURATION_PUBLICATIONS']} />
        </>
      }
      empty={{ title: t('configuration:no_publications'), teach: t('configuration:never_published') }}
    />
  );
}

export function originOf(
  { origin, of_publication: number = 0, confirmed_by: by }: Publication,
  t: ReturnType<typeof useTexts>['t'],
): string {
  const words = t(`configuration:origin_${origin}`, { number });
  return by === undefined ? words : `${words}; ${t('configuration:confirmed_by', { by })}`;
}
