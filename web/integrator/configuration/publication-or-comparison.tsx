import { useParams } from 'react-router';
import { NotFound } from '../../design/route-problem.tsx';
import { Comparison } from './comparison.tsx';
import { PublicationPage } from './publication.tsx';

/** One publication by its number, or two of them, `7..9`. */
export function Component() {
  const { range = '' } = useParams();
  const [, one, other] = /^([1-9]\d{0,11})(?:\.\.([1-9]\d{0,11}))?$/.exec(range) ?? [];
  if (one === undefined) return <NotFound />;
  return other === undefined ? (
    <PublicationPage key={one} number={Number(one)} />
  ) : (
    <Comparison from={Number(one)} to={Number(other)} />
  );
}
