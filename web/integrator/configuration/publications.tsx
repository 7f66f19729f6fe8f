import Button from '@mui/material/Button';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
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
import { StateWord } from '../../design/status.tsx';
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
  const newest = state.page === 1 ? answered.data?.items[0]?.number : undefined;
  const columns: readonly Column<Publication>[] = [
    {
      ...{ id: 'number', title: t('configuration:number'), width: 130 },
      text: ({ number }) => t('configuration:one', { number }),
    },
    {
      ...{ id: 'at', title: t('configuration:at'), width: 170, text: ({ published_at: at }) => at },
      cell: ({ published_at: at }) => <Time at={at} relative />,
    },
    {
      ...{ id: 'origin', title: t('configuration:origin'), width: 150, text: (each) => originOf(each, t) },
      cell: (each) => (
        <Box component="span" sx={{ display: 'grid', justifyItems: 'start', gap: 0.5 }}>
          {originOf(each, t)}
          {each.number === newest && <StateWord state="ok" text={t('configuration:in_force')} />}
        </Box>
      ),
    },
    { id: 'causes', title: t('configuration:causes'), text: (each) => causesOf(each, t) },
    { id: 'node', title: t('configuration:node'), width: 80, text: ({ node }) => node },
    {
      ...{ id: 'hash', title: t('configuration:hash'), width: 130, text: ({ hash }) => hash },
      cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>,
    },
  ];
  const [one = 0, other = 0] = [...chosen].sort((a, b) => a - b);
  return (
    <DataTable
      name={t('configuration:publications')}
      {...{ columns, state }}
      source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
      keyOf={({ number }) => String(number)}
      linkOf={({ number }) => publicationPath(number)}
      rowActions={({ number }) => (
        <FormControlLabel
          sx={{ m: 0, '& .MuiFormControlLabel-label': { display: { xs: 'inline', sm: 'none' } } }}
          label={t('configuration:to_compare')}
          control={
            <Checkbox
              slotProps={{ input: { 'aria-label': t('configuration:choose', { number }) } }}
              checked={chosen.includes(number)}
              onChange={(_event, isChosen) => {
                // The last two that were chosen.
                setChosen(isChosen ? [...chosen, number].slice(-2) : chosen.filter((each) => each !== number));
              }}
            />
          }
        />
      )}
      tools={
        <>
          {chosen.length === 2 ? (
            <Button variant="contained" component={Link} to={comparisonPath(one, other)}>
              {t('configuration:compare', { one, other })}
            </Button>
          ) : (
            (answered.data?.paging_metadata.total_items ?? 0) > 1 && (
              <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('configuration:choose_two')}</Box>
            )
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
