import { drumError } from '#protocol/errors.ts';

/** Semantic Versioning 2.0.0, §2 and §9: what stands behind a hyphen comes before the release. */
const VERSION = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]+)?/;

/**
 * Refuses security servers whose software is older than the operator wants (`proxy.server-min-supported-client-version`; empty:
 * any). Throws `malformed_server_conf` for a parameter that is no version.
 */
export function peerVersionCheck(minimum: string): (version: string | undefined) => void {
  if (minimum === '') return () => undefined;
  const wanted = partsOf(minimum);
  if (wanted === undefined) {
    throw drumError(
      'malformed_server_conf',
      'Parameter proxy.server-min-supported-client-version: must be a version such as 7.6.0',
    );
  }
  return (version) => {
    const found = partsOf(version ?? '');
    if (found !== undefined && !isOlder(found, wanted)) return;
    throw drumError(
      'client_proxy_version_not_supported',
      `The minimum supported version for client security server is: ${minimum}`,
    );
  };
}

/** Major, minor, patch, and 0 for what comes before that release. */
function partsOf(version: string): readonly number[] | undefined {
  const match = VERSION.exec(version.trim());
  if (match === null) return undefined;
  const [, major, minor, patch, before] = match;
  return [Number(major), Number(minor), Number(patch), before === undefined ? 1 : 0];
}

function isOlder(found: readonly number[], wanted: readonly number[]): boolean {
  const at = found.findIndex((part, index) => part !== wanted[index]);
  return at >= 0 && (found[at] ?? 0) < (wanted[at] ?? 0);
}
