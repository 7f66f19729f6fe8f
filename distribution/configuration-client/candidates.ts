import type { ConfigurationAnchor, ConfigurationSource } from '#protocol/configuration/parameters.ts';

/** One place where a signed directory may be had, and the certificates that it may be signed by. */
export interface Candidate {
  readonly url: URL;
  readonly certificates: readonly Uint8Array[];
  /** An `https` form that was not given but is tried first. */
  readonly attempt: boolean;
}

const CANDIDATES_MAX = 64;

/**
 * The places to try, in their order (PR-GCONF): first the sources that the last shared parameters name, so that a central
 * server may move and change keys without new anchors; then those of the anchor. In each group `https` before `http`, else
 * at random, so that load spreads over the nodes of a central server; and the place that answered last time before all.
 */
export function candidatesOf(
  anchor: ConfigurationAnchor,
  sources: readonly ConfigurationSource[],
  options: { lastSuccess?: string | undefined; random: () => number },
): Candidate[] {
  const path = directoryPath(anchor);
  const known = sources.flatMap((source) => {
    const url = path === undefined || source.address === '' ? undefined : urlOf(`http://${source.address}${path}`);
    return url === undefined ? [] : [{ url, certificates: certificatesFor(path, source) }];
  });
  const anchored = anchor.sources.flatMap(({ downloadUrl, verificationCertificates }) => {
    const url = urlOf(downloadUrl);
    return url === undefined ? [] : [{ url, certificates: verificationCertificates }];
  });
  const ordered = [...httpsFirst(known, options.random), ...httpsFirst(anchored, options.random)];
  const last = ordered.filter(({ url }) => url.href === options.lastSuccess);
  const all = [...last, ...ordered.filter((candidate) => !last.includes(candidate))];
  return withoutRepetition(all).slice(0, CANDIDATES_MAX);
}

type Place = Omit<Candidate, 'attempt'>;

/** `https` anchors are used as they are, though X-Road's client passes them over. */
function httpsFirst(places: readonly Place[], random: () => number): Candidate[] {
  const attempts = places
    .filter(({ url }) => url.protocol === 'http:')
    .map((place) => ({ ...place, url: urlOf(place.url.href.replace(/^http:/, 'https:')) ?? place.url, attempt: true }));
  const given = places.map((place) => ({ ...place, attempt: false }));
  const secure = given.filter(({ url }) => url.protocol === 'https:');
  const plain = given.filter(({ url }) => url.protocol === 'http:');
  return [...shuffled([...attempts, ...secure], random), ...shuffled(plain, random)];
}

function urlOf(text: string): URL | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** Where on its host the anchor's source keeps the directory, such as `/internalconf`; other nodes keep it there too. */
function directoryPath(anchor: ConfigurationAnchor): string | undefined {
  const urls = anchor.sources.map(({ downloadUrl }) => urlOf(downloadUrl)).filter((url) => url !== undefined);
  const url = urls.find(({ protocol }) => protocol === 'http:') ?? urls[0];
  return url && url.pathname + url.search;
}

function certificatesFor(path: string | undefined, source: ConfigurationSource): readonly Uint8Array[] {
  const { internalVerificationCertificates: internal, externalVerificationCertificates: external } = source;
  if (path === '/internalconf') return internal;
  return path === '/externalconf' ? external : [...internal, ...external];
}

/** A node may stand in both groups, with keys that differ: the same address counts twice only then. */
function withoutRepetition(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ url, certificates }) => {
    const key = [url.href, ...certificates.map((bytes) => Buffer.from(bytes).toString('base64'))].join(' ');
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const keyed = list.map((value) => ({ value, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
