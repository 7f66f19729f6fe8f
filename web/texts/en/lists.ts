import type { lists as bulgarian } from '../bg/lists.ts';
import type { Like } from '../like.ts';

export const lists: Like<typeof bulgarian> = {
  found: '{{number}} found',
  search: 'Search',
  clear: 'Clear the filters',
  nothing_found: 'Nothing was found',
  nothing_found_teach: 'Nothing matches the search and the filters.',
  pages: 'Pages',
  page: 'Page {{page}}',
  next: 'Next page',
  previous: 'Previous page',
  size: 'On a page',
  actions: 'Actions',
  all: 'All',
  filters: 'Filters',
  sort: 'Sort by',
  sort_up: '{{column}}, ascending',
  sort_down: '{{column}}, descending',
  sort_own: 'Default',
};
