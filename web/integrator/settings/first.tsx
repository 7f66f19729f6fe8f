import { Navigate } from 'react-router';
import { useRights } from '../../api/rights.ts';
import { PLACES } from './places.ts';

/** The first of the settings that whoever sits there may see. */
export function Component() {
  const may = useRights();
  const place = PLACES.find(({ permission }) => may(permission));
  return <Navigate to={place?.to ?? '/'} replace />;
}
