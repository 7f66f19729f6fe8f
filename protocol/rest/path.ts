import { drumError } from '../errors.ts';
import { identifierOf } from '../identifiers/components.ts';
import type { ServiceId } from '../identifiers/identifier.ts';
import { percentDecodeSegment } from '../identifiers/percent.ts';

/** The target of a REST request, raw as received and as understood (PR-REST §4.1). */
export interface RestTarget {
  /** All before the `?`. */
  readonly path: string;
  /** All after the first `?`, empty or not; undefined where there is none. */
  readonly query: string | undefined;
  readonly serviceId: ServiceId;
  /** What follows the service code, with its slash; empty where nothing follows. Raw: not decoded, not normalised. */
  readonly servicePath: string;
}

const PIECES_MAX = 8;
// A request target as HTTP carries it (RFC 9112 §3.2.1): visible ASCII; a fragment never travels.
const TARGET = /^\/[!"$-~]*$/;

/**
 * Reads `/r1/{instance}/{class}/{member}/{subsystem}/{service}[/path][?query]`. Throws `bad_request`. The subsystem is
 * required: X-Road's documents call it optional, its software does not.
 */
export function parseRestTarget(target: string): RestTarget {
  if (!TARGET.test(target)) throw drumError('bad_request', 'Invalid request URI');
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const [, version, ...pieces] = path.split('/');
  if (version !== 'r1') throw drumError('bad_request', 'Unsupported REST protocol version');
  const serviceId = identifierOf(
    'SERVICE',
    pieces.slice(0, PIECES_MAX - 3).map((piece) => percentDecodeSegment(piece)),
  );
  if (serviceId?.subsystemCode === undefined) throw drumError('bad_request', 'Invalid request URI');
  const rest = pieces.slice(PIECES_MAX - 3);
  return {
    path,
    query: question < 0 ? undefined : target.slice(question + 1),
    serviceId,
    servicePath: rest.length === 0 ? '' : `/${rest.join('/')}`,
  };
}
