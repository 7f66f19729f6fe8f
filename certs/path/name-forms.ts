import { contextConstructed, DerFault, explicit, type DerNode } from '../der/read.ts';
import { DistinguishedName } from '../distinguished-name.ts';

/** Tags of GeneralName (RFC 5280 §4.2.1.6). */
export const NAME_FORM = { email: 0x81, dns: 0x82, directory: contextConstructed(4), uri: 0x86, ip: 0x87 } as const;

export interface GeneralName {
  readonly tag: number;
  readonly content: Buffer;
  readonly directory?: DistinguishedName;
}

const LABELS = String.raw`[a-z0-9_-]+(?:\.[a-z0-9_-]+)*`;
const HOST = new RegExp(`^${LABELS}$`);
const HOST_OR_WILDCARD = new RegExp(String.raw`^(?:\*\.)?${LABELS}$`);
/** A host, or with a leading period the hosts below it; nothing stands for all of them. */
const DOMAIN = new RegExp(String.raw`^(?:\.?${LABELS})?$`);
const MAILBOX = /^([^@]+)@([^@]+)$/;
const URI_WITH_AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)(?::\d*)?(?:[/?#].*)?$/i;
const IPV4_ADDRESS = /^[\d.]+$/;
/** Bytes of an address and its mask, of IPv4 and IPv6. */
const NETWORK_BYTES: readonly number[] = [8, 32];

export function readGeneralName(node: DerNode): GeneralName {
  const name = { tag: node.tag, content: node.content };
  return node.tag === NAME_FORM.directory ? { ...name, directory: DistinguishedName.fromNode(explicit(node)) } : name;
}

/** Reads the base of a constraint: one that is malformed could be read as allowing, or excluding, anything. */
export function readBase(node: DerNode): GeneralName {
  const base = readGeneralName(node);
  if (!isBase(base)) throw new DerFault('a malformed name constraint');
  return base;
}

function isBase({ tag, content }: GeneralName): boolean {
  const text = content.toString('latin1');
  const lower = text.toLowerCase();
  if (tag === NAME_FORM.dns || tag === NAME_FORM.uri) return DOMAIN.test(lower);
  if (tag === NAME_FORM.ip) return NETWORK_BYTES.includes(content.length);
  if (tag !== NAME_FORM.email) return true;
  const [, , host] = MAILBOX.exec(lower) ?? [];
  return host === undefined ? DOMAIN.test(lower) : HOST.test(host);
}

/** How a name stands to the base of a constraint of its form. */
export interface Standing {
  /** All that the name stands for is within the base. */
  readonly within: boolean;
  /** Something that it stands for is. */
  readonly overlaps: boolean;
}

/** Throws DerFault for a name that is malformed, or of a form that is not supported (RFC 5280 §4.2.1.10: who cannot judge refuses). */
export function standingOf(name: GeneralName, base: GeneralName): Standing {
  if (name.tag === NAME_FORM.dns) return hostStanding(hostOf(name), textOf(base));
  const within = isWithin(name, base);
  return { within, overlaps: within };
}

function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.directory !== undefined && base.directory !== undefined) return name.directory.isWithin(base.directory);
  if (name.tag === NAME_FORM.ip) return isWithinNetwork(name.content, base.content);
  if (name.tag === NAME_FORM.email) return isWithinMailboxes(name.content.toString('latin1'), base);
  if (name.tag === NAME_FORM.uri) return isHostOrBelow(uriHostOf(name), textOf(base));
  throw new DerFault('a name constraint of a form that is not supported');
}

const textOf = ({ content }: GeneralName): string => content.toString('latin1').toLowerCase();

function hostOf(name: GeneralName): string {
  const host = textOf(name);
  if (!HOST_OR_WILDCARD.test(host)) throw new DerFault('a malformed host name');
  return host;
}

/** `*.example` stands for `a.example` too (RFC 9525), which an authority may have excluded. */
function hostStanding(host: string, domain: string): Standing {
  const wildcard = host.startsWith('*.') ? host.slice(1) : undefined;
  const within = isWithinDomain(host, domain);
  if (wildcard === undefined || within) return { within, overlaps: within };
  const below = domain.startsWith('.') ? domain.slice(1) : domain;
  return { within, overlaps: below.endsWith(wildcard) && !below.slice(0, -wildcard.length).includes('.') };
}

function isWithinDomain(host: string, domain: string): boolean {
  if (domain === '') return true;
  return host === domain || host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

/** For e-mail and URI a host is that host alone; with a leading period it is all hosts below. */
function isHostOrBelow(host: string, domain: string): boolean {
  return domain === '' || (domain.startsWith('.') ? host.endsWith(domain) : host === domain);
}

function isWithinMailboxes(address: string, base: GeneralName): boolean {
  const [, mailbox, host] = MAILBOX.exec(address) ?? [];
  if (host === undefined || !HOST.test(host.toLowerCase())) throw new DerFault('a malformed e-mail address');
  const [, allowedMailbox, allowedHost] = MAILBOX.exec(base.content.toString('latin1')) ?? [];
  if (allowedHost === undefined) return isHostOrBelow(host.toLowerCase(), textOf(base));
  // RFC 5321 §2.4: mailboxes differ by letter case, hosts do not.
  return mailbox === allowedMailbox && host.toLowerCase() === allowedHost.toLowerCase();
}

function uriHostOf(name: GeneralName): string {
  const host = URI_WITH_AUTHORITY.exec(name.content.toString('latin1'))?.[1]?.toLowerCase();
  if (host === undefined || !HOST.test(host) || IPV4_ADDRESS.test(host))
    throw new DerFault('a URI without a host name');
  return host;
}

function isWithinNetwork(address: Buffer, network: Buffer): boolean {
  if (network.length !== 2 * address.length) return false;
  return address.every((byte, index) => {
    const mask = network[address.length + index] ?? 0xff;
    return (byte & mask) === ((network[index] ?? 0) & mask);
  });
}
