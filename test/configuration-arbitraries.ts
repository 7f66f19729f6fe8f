import fc from 'fast-check';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type {
  ApprovedCa,
  ApprovedTsa,
  CaParameters,
  ConfigurationAnchor,
  ConfigurationVersion,
  GlobalGroup,
  MemberParameters,
  PrivateParameters,
  SharedParameters,
} from '#protocol/configuration/parameters.ts';
import { COST_TYPES } from '#protocol/configuration/shared-parameters.ts';

/** Configuration with anything in it that a central server could hold, for round trips and for the schemas. */

// Whatever XML 1.0 can hold, line breaks and brackets included, but no blank ends: addresses are read without them.
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((value) => value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').trim())
  .filter((value) => value !== '' && value.isWellFormed());
const code = fc.stringMatching(/^[A-Za-z0-9 ._-]{1,8}$/).filter((value) => value.trim() !== '');
const url = fc.webUrl();
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((array) => Buffer.from(array));
const maybe = <T>(name: string, arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined }).map((value) => (value === undefined ? {} : { [name]: value }));
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });

const merged = <A extends object>(base: fc.Arbitrary<A>, ...optional: fc.Arbitrary<object>[]): fc.Arbitrary<A> =>
  fc.tuple(base, ...optional).map(([first, ...rest]) => Object.assign({}, first, ...rest) as A);

export const anchors: fc.Arbitrary<ConfigurationAnchor> = merged(
  fc.record({
    instance: text,
    sources: fc.array(
      fc.record({ downloadUrl: url, verificationCertificates: fc.array(bytes, { minLength: 1, maxLength: 3 }) }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  maybe(
    'generatedAt',
    fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2999-01-01T00:00:00Z'), noInvalidDate: true }),
  ),
);

const clients: fc.Arbitrary<ClientId> = fc
  .record({ instance: text, memberClass: text, memberCode: text, subsystemCode: fc.option(text) })
  .map(({ subsystemCode, ...member }) =>
    subsystemCode === null ? { type: 'MEMBER', ...member } : { type: 'SUBSYSTEM', ...member, subsystemCode },
  );

export const privateParameters: fc.Arbitrary<PrivateParameters> = fc.record({
  instance: text,
  configurationAnchors: few(anchors),
  managementService: merged(
    fc.record({ authCertRegServiceAddress: url, providerId: clients }),
    maybe('authCertRegServiceCertificate', bytes),
  ),
  timeStampingIntervalSeconds: fc.integer({ min: 0, max: 1_000_000 }),
});

function authorities(version: ConfigurationVersion): fc.Arbitrary<CaParameters> {
  const cost = version >= 6 ? [maybe('costType', fc.constantFrom(...COST_TYPES))] : [];
  const ocsp = merged(fc.record({ url }), maybe('certificate', bytes), ...cost);
  return fc.record({ certificate: bytes, ocsp: few(ocsp) });
}

function approvedCas(version: ConfigurationVersion): fc.Arbitrary<ApprovedCa> {
  const profiles =
    version >= 4 ? [maybe('authenticationCertificateProfileId', text), maybe('signingCertificateProfileId', text)] : [];
  const acme = merged(fc.record({ directoryUrl: url }), maybe('ipAddress', text), ...profiles);
  return merged(
    fc.record({
      name: text,
      authenticationOnly: fc.boolean(),
      topCa: authorities(version),
      intermediateCas: few(authorities(version)),
      certificateProfileInfo: text,
    }),
    ...(version >= 6 ? [maybe('defaultCsrFormat', fc.constantFrom('PEM', 'DER'))] : []),
    ...(version >= 3 ? [maybe('acmeServer', acme)] : []),
  );
}

function approvedTsas(version: ConfigurationVersion): fc.Arbitrary<ApprovedTsa> {
  const cost = version >= 6 ? [maybe('costType', fc.constantFrom(...COST_TYPES))] : [];
  return merged(fc.record({ name: text, url, certificate: bytes }), ...cost);
}

const memberClasses = fc.record({ code, description: fc.oneof(text, fc.constant('')) });

function members(version: ConfigurationVersion): fc.Arbitrary<MemberParameters[]> {
  const subsystems = fc.uniqueArray(
    merged(fc.record({ subsystemCode: text }), ...(version >= 5 ? [maybe('name', text)] : [])),
    { maxLength: 3, selector: ({ subsystemCode }) => subsystemCode },
  );
  return fc.uniqueArray(fc.record({ memberClass: memberClasses, memberCode: text, name: text, subsystems }), {
    minLength: 1,
    maxLength: 4,
    selector: (member) => `${member.memberClass.code}/${member.memberCode}`,
  });
}

function clientsOf(instance: string, list: readonly MemberParameters[]): ClientId[] {
  return list.flatMap(({ memberClass, memberCode, subsystems }): ClientId[] => {
    const member = { instance, memberClass: memberClass.code, memberCode };
    return [
      { type: 'MEMBER', ...member },
      ...subsystems.map(({ subsystemCode }): ClientId => ({ type: 'SUBSYSTEM', ...member, subsystemCode })),
    ];
  });
}

function servers(version: ConfigurationVersion, known: readonly ClientId[]) {
  const owners = known.filter(({ type }) => type === 'MEMBER');
  const hash = fc.uint8Array(version === 2 ? { minLength: 20, maxLength: 20 } : { minLength: 32, maxLength: 32 });
  return few(
    merged(
      fc.record({
        owner: fc.constantFrom(...owners),
        serverCode: text,
        authenticationCertificateHashes: few(hash.map((array) => Buffer.from(array))),
        clients: fc.subarray([...known]),
      }),
      maybe('address', text),
      ...(version >= 5 ? [maybe('maintenance', merged(fc.constant({}), maybe('message', text)))] : []),
    ),
  );
}

const globalGroups: fc.Arbitrary<GlobalGroup> = fc.record({
  groupCode: text,
  description: text,
  members: few(clients),
});

const sources = fc.record({
  address: text,
  internalVerificationCertificates: few(bytes),
  externalVerificationCertificates: few(bytes),
});

/** Shared parameters with everything that the version has a place for, and nothing else. */
export function sharedParameters(version: ConfigurationVersion): fc.Arbitrary<SharedParameters> {
  return fc.tuple(text, members(version)).chain(([instance, list]) =>
    fc.record({
      version: fc.constant(version),
      instance: fc.constant(instance),
      sources: version === 2 ? fc.constant([]) : fc.array(sources, { minLength: 1, maxLength: 2 }),
      approvedCas: few(approvedCas(version)),
      approvedTsas: few(approvedTsas(version)),
      members: fc.constant(list),
      securityServers: servers(version, clientsOf(instance, list)),
      globalGroups: few(globalGroups),
      memberClasses: few(memberClasses),
      ocspFreshnessSeconds: fc.integer({ min: 0, max: 1_000_000 }),
    }),
  );
}
