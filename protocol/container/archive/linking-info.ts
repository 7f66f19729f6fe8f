import { digest, isDigestName, type DigestName } from '#certs/algorithms.ts';
import { drumError } from '../../errors.ts';

/** Name of the entry that holds the linking information, the last in an archive. */
export const LINKING_INFO_ENTRY = 'linkinginfo';
/** Bytes of one linking information: some 100,000 containers. */
export const LINKING_INFO_BYTES_MAX = 32 * 1024 * 1024;

/** An archive as the next one names it. */
export interface ArchiveLink {
  /** Last digest of its chain, lower-case hex. */
  readonly digest: string;
  readonly name: string;
}

/** What binds the containers of an archive to each other and to the archive before (X-Road's message log archive). */
export interface LinkingInfo {
  readonly algorithm: DigestName;
  /** Undefined in the first archive of a chain. */
  readonly previous?: ArchiveLink;
  /** In the order of the chain. */
  readonly containers: readonly ArchiveLink[];
}

/** `d_i = hex(H(d_{i-1} ‖ hex(H(container))))`, all as text; the first of all has the empty text before it. */
export function linkDigest(algorithm: DigestName, previous: string, containerDigest: Uint8Array): string {
  return digest(algorithm, Buffer.from(previous + Buffer.from(containerDigest).toString('hex'))).toString('hex');
}

/** The digest that the next archive will start from. */
export const lastDigestOf = ({ containers, previous }: LinkingInfo): string =>
  containers.at(-1)?.digest ?? previous?.digest ?? '';

/** Links containers, given by the digests of their bytes, to the archive before. */
export function linkContainers(
  algorithm: DigestName,
  previous: ArchiveLink | undefined,
  containers: readonly { readonly name: string; readonly digest: Uint8Array }[],
): LinkingInfo {
  let last = previous?.digest ?? '';
  const links = containers.map((container) => {
    last = linkDigest(algorithm, last, container.digest);
    return { name: container.name, digest: last };
  });
  return { algorithm, ...(previous === undefined ? {} : { previous }), containers: links };
}

export function writeLinkingInfo({ algorithm, previous, containers }: LinkingInfo): Buffer {
  const head = `${previous?.digest ?? '-'} ${previous?.name ?? '-'} ${algorithm}\n`;
  return Buffer.from(head + containers.map(({ digest: value, name }) => `${value} ${name}\n`).join(''));
}

const NAME = /^[^\s/\\]{1,500}$/;

/** Reads linking information. Throws `archive_malformed`. */
export function readLinkingInfo(bytes: Uint8Array): LinkingInfo {
  const [head = '', ...lines] = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const [digestText = '', name = '', algorithm = '', ...more] = head.split(/\s+/);
  if (more.length > 0 || !isDigestName(algorithm)) throw malformed('its first line');
  const isFirst = digestText === '-' && name === '-';
  if (!isFirst && (!isHex(digestText) || !NAME.test(name))) throw malformed('its first line');
  const containers = lines.map((line) => readLine(line));
  if (new Set(containers.map((each) => each.name)).size !== containers.length)
    throw malformed('a name that stands twice');
  return { algorithm, ...(isFirst ? {} : { previous: { digest: digestText, name } }), containers };
}

function readLine(line: string): ArchiveLink {
  const [value = '', name = '', ...more] = line.split(/\s+/);
  // What stands where the digest should is compared with the computed one, and reported as a difference.
  if (value === '' || more.length > 0 || !NAME.test(name)) throw malformed('a line');
  return { digest: value, name };
}

const isHex = (text: string): boolean => /^[0-9a-f]{40,128}$/.test(text);

const malformed = (what: string) => drumError('archive_malformed', `The linking information is malformed in ${what}`);
