import { useAuthority } from './authority.ts';
import { Responders } from './responders.tsx';

export function Component() {
  const { id, responders } = useAuthority();
  return <Responders of={{ certification_service_id: id }} answered={responders} isPage />;
}
