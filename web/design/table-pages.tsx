import Box from '@mui/material/Box';
import Pagination from '@mui/material/Pagination';
import PaginationItem from '@mui/material/PaginationItem';
import TextField from '@mui/material/TextField';
import { useTexts } from '../texts/texts.ts';
import { PAGE_SIZES, type ListState } from './list-state.ts';
import { Icon } from './icons.tsx';

/** The pages of a list, and how many rows one has. */
export function TablePages({ state, total }: { readonly state: ListState; readonly total: number }) {
  const { t } = useTexts();
  const pages = Math.max(1, Math.ceil(total / state.size));
  if (total <= PAGE_SIZES[0] && state.page === 1) return null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', mt: 1.5 }} data-print="no">
      <Pagination
        aria-label={t('lists:pages')}
        count={pages}
        page={Math.min(state.page, pages)}
        shape="rounded"
        siblingCount={1}
        getItemAriaLabel={(type, page) =>
          type === 'page' ? t('lists:page', { page: page ?? 1 }) : t(type === 'next' ? 'lists:next' : 'lists:previous')
        }
        renderItem={(item) => (
          <PaginationItem
            {...item}
            slots={{ previous: () => <Icon name="left" />, next: () => <Icon name="right" /> }}
          />
        )}
        onChange={(_event, page) => {
          state.set({ page });
        }}
      />
      <TextField
        select
        label={t('lists:size')}
        value={String(state.size)}
        sx={{ width: 140 }}
        slotProps={{ select: { native: true } }}
        onChange={({ target }) => {
          state.set({ size: target.value });
        }}
      >
        {PAGE_SIZES.map((size) => (
          <option key={size} value={size}>
            {size}
          </option>
        ))}
      </TextField>
    </Box>
  );
}
