import { Outlet } from 'react-router';
import { ROLES_OF } from '../api/roles.ts';
import { useRights } from '../api/rights.ts';
import { useTexts, type TextKey } from '../texts/texts.ts';
import { EmptyState } from './empty-state.tsx';

/** Shows a screen to whoever may see it, and tells others whom they could ask. */
export function Guard({ permissions }: { readonly permissions: readonly string[] }) {
  const { t } = useTexts();
  const may = useRights();
  if (permissions.length === 0 || permissions.some(may)) return <Outlet />;
  const roles = [...new Set(permissions.flatMap((permission) => ROLES_OF[permission] ?? []))];
  const names = roles.map((role) => t(`roles:${role}` satisfies TextKey)).join(', ');
  return (
    <EmptyState
      why="no-right"
      isPage
      title={t('common:no_right')}
      teach={t('common:no_right_teach', { roles: names })}
    />
  );
}
