import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const PAGE_SIZES = [25, 50, 100] as const;
const SIZE_DEFAULT = 50;

/** What a list shows, as its address says it. */
export interface ListState {
  readonly q: string;
  /** A column's field; `-` before it: the greatest first. */
  readonly sort: string;
  /** Counted from 1. */
  readonly page: number;
  readonly size: number;
  readonly filter: (name: string) => string;
  readonly set: (changes: Readonly<Record<string, string | number>>) => void;
  /** Whether anything but the order narrows the list. */
  readonly isFiltered: boolean;
  /** How many filters are set, beside what is searched for. */
  readonly filters: number;
  readonly clear: () => void;
}

const FIXED = new Set(['sort', 'page', 'size']);

/**
 * The state of a list in the address: reloading and going back find the same rows. `preset`: what holds where the address is silent;
 * `prefix`: of its names in the address, where a page has several lists.
 */
export function useListState(preset: Readonly<Record<string, string>> = {}, prefix = ''): ListState {
  const [parameters, setParameters] = useSearchParams();
  const presetText = JSON.stringify(preset);
  const set = useCallback(
    (changes: Readonly<Record<string, string | number>>) => {
      const isTyping = 'q' in changes;
      setParameters(
        () => {
          // The address itself: what is drawn may be a step behind it.
          const after = new URLSearchParams(globalThis.location.search);
          if (!('page' in changes)) after.delete(`${prefix}page`);
          const known = JSON.parse(presetText) as Readonly<Record<string, string>>;
          for (const [name, value] of Object.entries(changes)) {
            if (String(value) === (known[name] ?? '') || (name === 'page' && value === 1)) {
              after.delete(prefix + name);
            } else after.set(prefix + name, String(value));
          }
          return after;
        },
        // A letter more is no step that somebody would go back.
        { replace: isTyping, preventScrollReset: true },
      );
    },
    [setParameters, presetText, prefix],
  );
  return useMemo(() => {
    const known = JSON.parse(presetText) as Readonly<Record<string, string>>;
    const valueOf = (name: string): string => parameters.get(prefix + name) ?? known[name] ?? '';
    const numberOf = (name: string, otherwise: number): number => {
      const value = Number(valueOf(name));
      return Number.isInteger(value) && value > 0 ? value : otherwise;
    };
    const own = [...parameters].flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    );
    const narrowing = own.filter(([name, value]) => !FIXED.has(name) && value !== '');
    return {
      q: valueOf('q'),
      sort: valueOf('sort'),
      page: numberOf('page', 1),
      size: Math.min(numberOf('size', SIZE_DEFAULT), PAGE_SIZES[PAGE_SIZES.length - 1] ?? SIZE_DEFAULT),
      filter: valueOf,
      set,
      isFiltered: narrowing.length > 0,
      filters: narrowing.filter(([name]) => name !== 'q').length,
      clear: () => {
        setParameters({});
      },
    };
  }, [parameters, presetText, prefix, set, setParameters]);
}

/** Whether nothing is there at all: then the list itself teaches and offers to add, and nobody else does. */
export const isBare = (state: ListState, rows: readonly unknown[] | undefined): boolean =>
  rows?.length === 0 && !state.isFiltered && state.page === 1;

/** The state as X-Road's lists take it: pages are counted from 0 there. */
export const pagingOf = ({ sort, page, size }: ListState) => ({
  ...(sort === '' ? {} : { sort: sort.replace(/^-/, ''), desc: sort.startsWith('-') }),
  limit: size,
  offset: page - 1,
});

interface LocalColumn<Row> {
  readonly sort?: string | undefined;
  readonly text: (row: Row) => string;
}

const collator = new Intl.Collator('bg', { numeric: true, sensitivity: 'base' });

/** A page of rows that are all there: found, sorted and cut as the server would. */
export function localPage<Row>(rows: readonly Row[], columns: readonly LocalColumn<Row>[], state: ListState) {
  const wanted = state.q.trim().toLocaleLowerCase('bg');
  const found = rows.filter((row) => columns.some(({ text }) => text(row).toLocaleLowerCase('bg').includes(wanted)));
  const column = columns.find(({ sort }) => sort !== undefined && sort === state.sort.replace(/^-/, ''));
  const sign = state.sort.startsWith('-') ? -1 : 1;
  const sorted =
    column === undefined ? found : found.toSorted((a, b) => sign * collator.compare(column.text(a), column.text(b)));
  const from = (state.page - 1) * state.size;
  return { rows: sorted.slice(from, from + state.size), total: sorted.length, all: sorted };
}
