import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import type { Column } from './column.ts';
import { csvOf } from './csv.ts';
import { formatNumber } from './formats.ts';
import { Icon } from './icons.tsx';
import type { ListState } from './list-state.ts';
import { saveFile } from './save-file.ts';

interface TableBarProps<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly state: ListState;
  readonly searchHint?: string | undefined;
  readonly filters?: ReactNode;
  readonly tools?: ReactNode;
  readonly all?: (() => Promise<readonly Row[]>) | undefined;
  readonly total: number | undefined;
}

/** What stands above a list: search, filters, how many there are, CSV. On a narrow screen also the order, as cards have no heads. */
export function TableBar<Row>({ name, columns, state, searchHint, filters, tools, all, total }: TableBarProps<Row>) {
  const { t, language } = useTexts();
  const save = async (): Promise<void> => {
    if (all !== undefined) saveFile(`${name}.csv`, new Blob([csvOf(columns, await all())], { type: 'text/csv' }));
  };
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center', mb: 1.5 }} data-print="no">
      {searchHint !== undefined && <Search {...{ state, hint: searchHint }} />}
      <Narrowing {...{ state, filters, columns }} isOrdered={total === undefined || total > 1} />
      <Box sx={{ display: 'flex', flex: '1 1 auto', gap: 0.5, alignItems: 'center', minHeight: 40, flexWrap: 'wrap' }}>
        <Box role="status" sx={{ color: 'text.secondary', flex: '1 1 auto' }}>
          {total !== undefined && t('lists:found', { count: total, number: formatNumber(total, language) })}
        </Box>
        {/* Where nothing is found, the list itself offers it. */}
        {state.isFiltered && total !== 0 && <ClearFilters state={state} />}
        <Box sx={toolsLook}>
          {all !== undefined && (
            <Button
              variant="text"
              startIcon={<Icon name="download" />}
              disabled={total === 0}
              onClick={() => void save()}
            >
              CSV
            </Button>
          )}
          {tools}
        </Box>
      </Box>
    </Box>
  );
}

/** They stand together, and without the inset that a button of text alone has at the edge. */
const toolsLook = {
  ...{ display: 'flex', gap: 0.5, alignItems: 'center', flexWrap: 'wrap', justifyContent: 'flex-end' },
  '& > .MuiButton-text:last-child': { mr: -1 },
} as const;

interface NarrowingProps<Row> extends Pick<TableBarProps<Row>, 'state' | 'filters' | 'columns'> {
  /** There is more than one row to order. */
  readonly isOrdered: boolean;
}

/** The filters; on a narrow screen they are folded, and the order is chosen beside them. */
function Narrowing<Row>({ state, filters, columns, isOrdered }: NarrowingProps<Row>) {
  const { t } = useTexts();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const hasFilters = filters !== undefined;
  return (
    <>
      <Box sx={{ display: { xs: 'flex', sm: 'none' }, gap: 1.5, width: '100%' }}>
        {hasFilters && (
          <Button
            endIcon={<Icon name={isOpen ? 'close' : 'down'} />}
            aria-expanded={isOpen}
            aria-controls={id}
            sx={{ flex: '1 1 0' }}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            {state.filters === 0 ? t('lists:filters') : `${t('lists:filters')} (${state.filters})`}
          </Button>
        )}
        {isOrdered && <Order {...{ state, columns }} />}
      </Box>
      {hasFilters && (
        <Box
          id={id}
          sx={{ display: { xs: isOpen ? 'flex' : 'none', sm: 'contents' }, flexWrap: 'wrap', gap: 1.5, width: '100%' }}
        >
          {filters}
        </Box>
      )}
    </>
  );
}

function Order<Row>({ state, columns }: Pick<NarrowingProps<Row>, 'state' | 'columns'>) {
  const { t } = useTexts();
  const orders = columns.flatMap(({ sort, title }) =>
    sort === undefined
      ? []
      : [
          { value: sort, text: t('lists:sort_up', { column: title }) },
          { value: `-${sort}`, text: t('lists:sort_down', { column: title }) },
        ],
  );
  if (orders.length === 0) return null;
  return (
    <TextField
      select
      label={t('lists:sort')}
      value={state.sort}
      sx={{ flex: '1 1 0', minWidth: 0 }}
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      onChange={({ target }) => {
        state.set({ sort: target.value });
      }}
    >
      {orders.every(({ value }) => value !== state.sort) && <option value={state.sort}>{t('lists:sort_own')}</option>}
      {orders.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </TextField>
  );
}

export function ClearFilters({ state }: { readonly state: ListState }) {
  const { t } = useTexts();
  return (
    <Button variant="text" onClick={state.clear}>
      {t('lists:clear')}
    </Button>
  );
}

const TYPED_MS = 250;

function Search({ state, hint }: { readonly state: ListState; readonly hint: string }) {
  const { t } = useTexts();
  const [text, setText] = useState(state.q);
  const [known, setKnown] = useState(state.q);
  const [sent, setSent] = useState(state.q);
  if (known !== state.q) {
    setKnown(state.q);
    // The address changed by other means than typing here; what was typed meanwhile stays otherwise.
    if (state.q !== sent) {
      setSent(state.q);
      setText(state.q);
    }
  }
  const { set, q } = state;
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => {
      setSent(text);
      set({ q: text });
    }, TYPED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text, q, set]);
  return (
    <TextField
      value={text}
      placeholder={hint}
      sx={{ width: { xs: '100%', sm: 320 } }}
      slotProps={{
        htmlInput: { 'aria-label': `${t('lists:search')}: ${hint}`, 'data-search': true, type: 'search' },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <Icon name="search" />
            </InputAdornment>
          ),
        },
      }}
      onChange={({ target }) => {
        setText(target.value);
      }}
      onBlur={() => {
        // Who goes on to a filter is not made to wait.
        if (text === q) return;
        setSent(text);
        set({ q: text });
      }}
    />
  );
}

interface FilterProps {
  readonly label: string;
  readonly name: string;
  readonly state: ListState;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly allText: string;
}

/** A filter of a list, whose value stands in the address. */
export const Filter = ({ label, name, state, options, allText }: FilterProps) => (
  <TextField
    select
    label={label}
    value={state.filter(name)}
    sx={{ width: { xs: '100%', sm: 200 } }}
    slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
    onChange={({ target }) => {
      state.set({ [name]: target.value });
    }}
  >
    <option value="">{allText}</option>
    {options.map(({ value, text }) => (
      <option key={value} value={value}>
        {text}
      </option>
    ))}
  </TextField>
);
