import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';

/** A configuration source in JSON. */
export interface WrittenSource {
  readonly address: string;
  readonly internal: readonly string[];
  readonly external: readonly string[];
}

const base64 = (list: readonly Uint8Array[]): string[] => list.map((each) => Buffer.from(each).toString('base64'));
const bytesOf = (list: readonly string[]): Buffer[] => list.map((each) => Buffer.from(each, 'base64'));

export const writtenSource = (source: ConfigurationSource): WrittenSource => ({
  address: source.address,
  internal: base64(source.internalVerificationCertificates),
  external: base64(source.externalVerificationCertificates),
});

export const sourceOf = ({ address, internal, external }: WrittenSource): ConfigurationSource => ({
  ...{ address, internalVerificationCertificates: bytesOf(internal) },
  externalVerificationCertificates: bytesOf(external),
});

export const areSameSources = (one: readonly ConfigurationSource[], other: readonly ConfigurationSource[]): boolean =>
  isDeepStrictEqual(one.map(writtenSource), other.map(writtenSource));
