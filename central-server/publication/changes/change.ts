import type { ClientId } from '#protocol/identifiers/identifier.ts';

/** What a publication changes against another. */
export const CHANGE_KINDS = [
  ...(['MEMBER_CLASS_ADDED', 'MEMBER_CLASS_CHANGED', 'MEMBER_CLASS_REMOVED'] as const),
  ...(['MEMBER_ADDED', 'MEMBER_RENAMED', 'MEMBER_REMOVED'] as const),
  ...(['SUBSYSTEM_ADDED', 'SUBSYSTEM_RENAMED', 'SUBSYSTEM_REMOVED'] as const),
  ...(['SERVER_ADDED', 'SERVER_MOVED', 'SERVER_ADDRESS_CHANGED', 'SERVER_REMOVED'] as const),
  ...(['MAINTENANCE_BEGUN', 'MAINTENANCE_CHANGED', 'MAINTENANCE_ENDED'] as const),
  ...(['AUTHENTICATION_CERTIFICATE_ADDED', 'AUTHENTICATION_CERTIFICATE_REMOVED'] as const),
  ...(['CLIENT_ADDED', 'CLIENT_REMOVED'] as const),
  ...(['GROUP_ADDED', 'GROUP_CHANGED', 'GROUP_REMOVED', 'GROUP_MEMBER_ADDED', 'GROUP_MEMBER_REMOVED'] as const),
  ...(['CERTIFICATION_SERVICE_ADDED', 'CERTIFICATION_SERVICE_CHANGED', 'CERTIFICATION_SERVICE_REMOVED'] as const),
  ...(['CA_CERTIFICATE_ADDED', 'CA_CERTIFICATE_REMOVED'] as const),
  ...(['OCSP_RESPONDER_ADDED', 'OCSP_RESPONDER_CHANGED', 'OCSP_RESPONDER_REMOVED'] as const),
  ...(['TIMESTAMPING_SERVICE_ADDED', 'TIMESTAMPING_SERVICE_CHANGED', 'TIMESTAMPING_SERVICE_REMOVED'] as const),
  ...(['TRUSTED_ANCHOR_ADDED', 'TRUSTED_ANCHOR_CHANGED', 'TRUSTED_ANCHOR_REMOVED'] as const),
  ...(['SOURCE_ADDED', 'SOURCE_REMOVED', 'SIGNING_CERTIFICATE_ADDED', 'SIGNING_CERTIFICATE_REMOVED'] as const),
  ...(['PART_ADDED', 'PART_CHANGED', 'PART_REMOVED', 'SETTING_CHANGED'] as const),
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

export type Told = string | number | boolean | Readonly<Record<string, string | number | boolean>>;

export interface Change {
  readonly kind: ChangeKind;
  /** What it is about: the key of an identifier, a code, a name, an address, or a certificate's SHA-256. */
  readonly subject: string;
  /** The name that people know the subject by. */
  readonly name?: string;
  readonly before?: Told;
  readonly after?: Told;
  /** The key of the security server that it is about; absent: all of them are concerned. */
  readonly server?: string;
  /** The name of that server's owner. */
  readonly serverName?: string;
}

/** What is in both, in the first only, and in the second only, by their keys. */
export function matched<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): { readonly both: [string, T, T][]; readonly removed: [string, T][]; readonly added: [string, T][] } {
  const both: [string, T, T][] = [];
  const removed: [string, T][] = [];
  for (const [key, one] of before) {
    const other = after.get(key);
    if (other === undefined) removed.push([key, one]);
    else both.push([key, one, other]);
  }
  const added = [...after].filter(([key]) => !before.has(key));
  return { both, removed, added };
}

export function byKey<T>(items: readonly T[], key: (item: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) map.set(key(item), item);
  return map;
}

/** Whether two lists have the same items in the same order, as most have: then nothing needs to be matched. */
export const areSame = <T>(one: readonly T[], other: readonly T[], isSame: (a: T, b: T) => boolean): boolean =>
  one === other ||
  (one.length === other.length &&
    one.every((item, index) => {
      const there = other[index];
      return there !== undefined && isSame(item, there);
    }));

export const isSameClient = (one: ClientId, other: ClientId): boolean =>
  one.memberCode === other.memberCode &&
  one.memberClass === other.memberClass &&
  one.instance === other.instance &&
  (one.type === 'SUBSYSTEM' ? one.subsystemCode : '') === (other.type === 'SUBSYSTEM' ? other.subsystemCode : '');

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
