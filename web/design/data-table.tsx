import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import { useEffect, useState, type ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import type { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import type { Column } from './column.ts';
import { EmptyState } from './empty-state.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { Icon } from './icons.tsx';
import { isBare, type ListState } from './list-state.ts';
import { visuallyHidden } from './visually-hidden.ts';
import { useRowFocus } from './row-focus.ts';
import { TableBar, ClearFilters } from './table-bar.tsx';
import { TablePages } from './table-pages.tsx';

interface Rows<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly total: number;
  readonly isRefreshing: boolean;
  readonly problem: Problem | undefined;
  readonly again: () => void;
}

interface DataTableProps<Row> {
  /** What the list holds, for those who hear it, and the name of its CSV. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly source: Rows<Row>;
  readonly state: ListState;
  readonly keyOf: (row: Row) => string;
  /** Where the first column's link leads. */
  readonly linkOf?: (row: Row) => string;
  /** What one can do with a row. */
  readonly rowActions?: (row: Row) => ReactNode;
  readonly searchHint?: string;
  readonly filters?: ReactNode;
  readonly tools?: ReactNode;
  /** All rows that are found, for CSV. */
  readonly all?: () => Promise<readonly Row[]>;
  /** What is shown where nothing is there at all. */
  readonly empty: { readonly title: string; readonly teach: string; readonly action?: ReactNode };
}

/** A list: search, filters, order and page stand in the address; cards on a narrow screen. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { name, columns, source, state, keyOf, linkOf, rowActions, empty, searchHint, filters, tools, all } = props;
  const { t } = useTexts();
  const { rows, total, problem } = source;
  const isLate = useIsLate(rows === undefined && problem === undefined);
  const remember = useRowFocus(rows !== undefined);
  return (
    <Box>
      <TableBar
        {...{ name, columns, state, searchHint, filters, tools, all, total: rows === undefined ? undefined : total }}
      />
      {problem !== undefined && <ErrorPanel problem={problem} again={source.again} />}
      {rows === undefined && problem === undefined && <Waiting isShown={isLate} />}
      {rows?.length === 0 && problem === undefined && (
        <Paper>
          {isBare(state, rows) ? (
            <EmptyState why="first" {...empty} />
          ) : (
            <EmptyState
              why="filtered"
              title={t('lists:nothing_found')}
              teach={t('lists:nothing_found_teach')}
              action={<ClearFilters state={state} />}
            />
          )}
        </Paper>
      )}
      {rows !== undefined && rows.length > 0 && (
        <>
          <Paper sx={{ position: 'relative', overflow: 'clip' }}>
            {source.isRefreshing && (
              <LinearProgress
                aria-hidden
                sx={{ position: 'absolute', top: 0, left: 0, right: 0, height: 2, zIndex: 2 }}
              />
            )}
            <Box component="table" role="table" aria-label={name} sx={tableLook} onClick={remember}>
              <Head {...{ columns, state }} hasActions={rowActions !== undefined} />
              <tbody role="rowgroup">
                {rows.map((row) => (
                  <tr key={keyOf(row)} role="row" data-row={keyOf(row)}>
                    {columns.map((column, at) => (
                      <td key={column.id} role="cell" data-label={column.title} data-number={column.isNumber}>
                        <span>
                          <Cell {...{ column, row }} to={at === 0 ? linkOf?.(row) : undefined} />
                        </span>
                      </td>
                    ))}
                    {rowActions !== undefined && (
                      <td role="cell" data-actions>
                        {rowActions(row)}
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </Box>
          </Paper>
          <TablePages {...{ state, total }} />
        </>
      )}
    </Box>
  );
}

function Cell<Row>({
  column,
  row,
  to,
}: {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly to: string | undefined;
}) {
  const shown = column.cell?.(row) ?? column.text(row);
  if (to === undefined) return shown;
  return (
    <Link component={RouterLink} to={to} data-row-link sx={{ fontWeight: 600 }}>
      {shown}
    </Link>
  );
}

function Head<Row>({
  columns,
  state,
  hasActions,
}: {
  columns: readonly Column<Row>[];
  state: ListState;
  hasActions: boolean;
}) {
  const { t } = useTexts();
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ id, title, sort, isNumber, width }) => {
          const isSorted = sort !== undefined && state.sort.replace(/^-/, '') === sort;
          const isDown = isSorted && state.sort.startsWith('-');
          return (
            <Box
              component="th"
              key={id}
              role="columnheader"
              scope="col"
              data-number={isNumber}
              aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}
              sx={{ width }}
            >
              {sort === undefined ? (
                title
              ) : (
                <Box
                  component="button"
                  type="button"
                  sx={sortButton}
                  onClick={() => {
                    state.set({ sort: isSorted && !isDown ? `-${sort}` : sort });
                  }}
                >
                  {title}
                  <Icon
                    name="up"
                    sx={{ fontSize: 16, opacity: isSorted ? 1 : 0.7, transform: isDown ? 'rotate(180deg)' : 'none' }}
                  />
                </Box>
              )}
            </Box>
          );
        })}
        {hasActions && (
          <Box component="th" role="columnheader" scope="col" sx={{ width: '1px' }}>
            <Box component="span" sx={visuallyHidden}>
              {t('lists:actions')}
            </Box>
          </Box>
        )}
      </tr>
    </thead>
  );
}

const LATE_MS = 300;

/** Nothing blinks for an answer that comes at once. */
function useIsLate(isWaiting: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => {
      setLate(true);
    }, LATE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isWaiting]);
  return isLate;
}

const ROWS_WAITED_FOR = 6;

const Waiting = ({ isShown }: { readonly isShown: boolean }) => (
  <Paper aria-busy sx={{ p: 1.5, minHeight: ROWS_WAITED_FOR * 44, display: 'grid', gap: 1 }}>
    {isShown &&
      Array.from({ length: ROWS_WAITED_FOR }, (_none, at) => <Skeleton key={at} variant="rounded" height={28} />)}
  </Paper>
);

const sortButton = {
  ...{ font: 'inherit', color: 'inherit', background: 'none', border: 0, p: 0, cursor: 'pointer', minHeight: 24 },
  ...{ display: 'inline-flex', alignItems: 'center', gap: 0.5 },
} as const;

const CARDS = '@media (max-width: 599.95px)';

const tableLook = {
  ...{ borderCollapse: 'collapse', width: '100%' },
  '& th, & td': { px: 1.5, py: 1, textAlign: 'left', height: 40, overflowWrap: 'anywhere' },
  '& th': {
    ...{ position: 'sticky', top: 56, zIndex: 1, bgcolor: 'background.paper', fontSize: 13, fontWeight: 620 },
    ...{ color: 'text.secondary', whiteSpace: 'nowrap', boxShadow: 'inset 0 -1px 0 var(--drum-palette-divider)' },
  },
  '& td': { borderTop: '1px solid', borderColor: 'divider' },
  '& tbody tr:first-of-type td': { borderTop: 0 },
  '& tbody tr:hover td, & tbody tr:focus-within td': { bgcolor: 'action.hover' },
  '& [data-number="true"]': { textAlign: 'right' },
  '& td[data-actions]': { whiteSpace: 'nowrap', textAlign: 'right', py: 0.25 },
  [CARDS]: {
    '&, & tbody, & td': { display: 'block' },
    // A card has no head; its order is chosen above the list.
    '& thead': { display: 'none' },
    '& tr': { display: 'flex', flexWrap: 'wrap', borderBottom: '1px solid', borderColor: 'divider', py: 1 },
    '& tr:last-of-type': { borderBottom: 0 },
    '& td': {
      ...{ order: 2, flex: '1 0 100%', border: 0, height: 'auto', py: 0.25 },
      ...{ display: 'grid', gridTemplateColumns: '120px minmax(0, 1fr)', gap: 1 },
    },
    '& td::before': { content: 'attr(data-label)', color: 'text.secondary', fontSize: 13, alignSelf: 'baseline' },
    '& td:first-of-type': { order: 0, flex: '1 1 0', minWidth: 0, display: 'block', fontSize: 17 },
    '& td:first-of-type::before': { display: 'none' },
    '& td[data-number="true"]': { textAlign: 'left' },
    // A name of nothing says nothing.
    '& td:has(> span:empty)': { display: 'none' },
    // What one can do with it stands beside the name of what it is.
    '& td[data-actions]': { order: 1, flex: 'none', display: 'block', py: 0 },
    '& td[data-actions]::before': { display: 'none' },
  },
} as const;
