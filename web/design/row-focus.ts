import { useEffect, type MouseEvent } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

/** Going back finds the row that was opened. Returns what remembers it. */
export function useRowFocus(areRowsThere: boolean): (event: MouseEvent) => void {
  const { pathname, search } = useLocation();
  const isBack = useNavigationType() === NavigationType.Pop;
  const name = `drum.row:${pathname}${search}`;
  useEffect(() => {
    const row = sessionStorage.getItem(name);
    if (!isBack || !areRowsThere || row === null) return;
    sessionStorage.removeItem(name);
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"] [data-row-link]`)?.focus();
  }, [name, isBack, areRowsThere]);
  return ({ target }) => {
    const row =
      target instanceof Element ? target.closest('[data-row-link]')?.closest<HTMLElement>('[data-row]') : null;
    if (row?.dataset.row !== undefined) sessionStorage.setItem(name, row.dataset.row);
  };
}
