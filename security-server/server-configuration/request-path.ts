/**
 * How provider systems may read the path of a request: percent-decoded once, dot segments removed (RFC 3986 §5.2.4), slashes
 * that follow each other one by one or as one. Each reading must be allowed. None: the path must not be judged at all, because
 * some system would read it as another than it looks.
 */
export function pathReadings(rawPath: string): readonly string[] {
  const decoded = percentDecoded(rawPath);
  if (decoded === undefined || isAmbiguous(decoded)) return [];
  const [asItStands, merged] = [resolved(decoded), resolved(decoded.replace(/\/{2,}/g, '/'))];
  if (asItStands === undefined || merged === undefined) return [];
  return asItStands === merged ? [asItStands] : [asItStands, merged];
}

/** What a provider might decode once more, or take for a separator. */
const SEPARATORS = /%2e|%2f|%5c|%25|\\|\0/i;
/** What some systems take for `.` or `..`: with a parameter behind it (`..;x`), or with dots and blanks that they cut off. */
const NEARLY_DOTS = /^(?:\.{1,2};.*|\.(?!\.$)[. ]+)$/s;
const DOTS = /^\.{1,2}$/;

function isAmbiguous(path: string): boolean {
  if (SEPARATORS.test(path) || path.split('/').some((segment) => NEARLY_DOTS.test(segment))) return true;
  // Other characters of Unicode that become dots, slashes or percent signs where a system puts them into their plain form.
  const plain = path.normalize('NFKC');
  if (plain === path.normalize('NFC')) return false;
  const segments = plain.split('/');
  return segments.length !== path.split('/').length || /[%\\]/.test(plain) || segments.some(isDotLike);
}

const isDotLike = (segment: string): boolean => DOTS.test(segment) || NEARLY_DOTS.test(segment);

/** Without dot segments; undefined for a path that climbs above its root. */
function resolved(path: string): string | undefined {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 1) kept.pop();
    else return undefined;
  }
  return kept.join('/');
}

function percentDecoded(rawPath: string): string | undefined {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return undefined;
  }
}
