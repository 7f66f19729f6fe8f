import { isDeepStrictEqual } from 'node:util';
import { writeAnchor, anchorFingerprint } from '#protocol/configuration/anchor.ts';
import type { ApprovedCa, CaParameters, ConfigurationSource } from '#protocol/configuration/parameters.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { PublishedContent } from '../content.ts';
import { sha256Of } from '../parts.ts';
import { byKey, matched, type Change, type ChangeKind, type Told } from './change.ts';

type Kinds = Readonly<Partial<Record<'added' | 'changed' | 'removed', ChangeKind>>>;

/** Changes of what has one value each, which is told as it was and as it is. */
function changesOf(
  before: ReadonlyMap<string, Told>,
  after: ReadonlyMap<string, Told>,
  kinds: Kinds,
  /** What people call it, by its value. */
  named: (value: Told) => string | undefined = () => undefined,
): Change[] {
  const { both, added, removed } = matched(before, after);
  const change = (
    kind: ChangeKind | undefined,
    subject: string,
    values: Pick<Change, 'before' | 'after'>,
  ): Change[] => {
    const value = values.after ?? values.before;
    const name = value === undefined ? undefined : named(value);
    return kind === undefined ? [] : [{ kind, subject, ...(name === undefined ? {} : { name }), ...values }];
  };
  return [
    ...added.flatMap(([subject, value]) => change(kinds.added, subject, { after: value })),
    ...both
      .filter(([, one, other]) => !isDeepStrictEqual(one, other))
      .flatMap(([subject, one, other]) => change(kinds.changed, subject, { before: one, after: other })),
    ...removed.flatMap(([subject, value]) => change(kinds.removed, subject, { before: value })),
  ];
}

const textAt =
  (field: string) =>
  (value: Told): string | undefined =>
    typeof value === 'object' ? String(value[field]) : undefined;

/** Certification and time-stamping services, federation, sources, parts and settings. */
export function trustChanges(before: PublishedContent, after: PublishedContent): Change[] {
  return [
    ...caChanges(before.shared.approvedCas, after.shared.approvedCas),
    ...changesOf(
      timeStampingServices(before),
      timeStampingServices(after),
      {
        ...{ added: 'TIMESTAMPING_SERVICE_ADDED', changed: 'TIMESTAMPING_SERVICE_CHANGED' },
        removed: 'TIMESTAMPING_SERVICE_REMOVED',
      },
      textAt('name'),
    ),
    ...changesOf(anchors(before), anchors(after), {
      ...{ added: 'TRUSTED_ANCHOR_ADDED', changed: 'TRUSTED_ANCHOR_CHANGED', removed: 'TRUSTED_ANCHOR_REMOVED' },
    }),
    ...sourceChanges(before.shared.sources, after.shared.sources),
    ...changesOf(before.otherParts, after.otherParts, {
      ...{ added: 'PART_ADDED', changed: 'PART_CHANGED', removed: 'PART_REMOVED' },
    }),
    ...changesOf(settings(before), settings(after), {
      ...{ added: 'SETTING_CHANGED', changed: 'SETTING_CHANGED', removed: 'SETTING_CHANGED' },
    }),
  ];
}

/** All certificates of a certification service's authorities. */
export const casOf = ({ topCa, intermediateCas }: ApprovedCa): CaParameters[] => [topCa, ...intermediateCas];

function caChanges(before: readonly ApprovedCa[], after: readonly ApprovedCa[]): Change[] {
  const services = (list: readonly ApprovedCa[]) =>
    new Map(
      list.map((ca): [string, Told] => [
        ca.name,
        {
          ...{ profile: ca.certificateProfileInfo, authentication_only: ca.authenticationOnly },
          csr_format: ca.defaultCsrFormat ?? '',
          acme: ca.acmeServer === undefined ? '' : JSON.stringify(ca.acmeServer),
        },
      ]),
    );
  const certificates = (list: readonly ApprovedCa[]) =>
    new Map(list.flatMap((ca) => casOf(ca).map(({ certificate }): [string, Told] => [sha256Of(certificate), ca.name])));
  const responders = (list: readonly ApprovedCa[]) =>
    new Map(
      list.flatMap((ca) =>
        casOf(ca).flatMap(({ certificate, ocsp }) =>
          ocsp.map((responder): [string, Told] => [
            `${sha256Of(certificate)} ${responder.url}`,
            {
              ...{ url: responder.url, service: ca.name, cost_type: responder.costType ?? '' },
              certificate: responder.certificate === undefined ? '' : sha256Of(responder.certificate),
            },
          ]),
        ),
      ),
    );
  return [
    ...changesOf(services(before), services(after), {
      ...{ added: 'CERTIFICATION_SERVICE_ADDED', changed: 'CERTIFICATION_SERVICE_CHANGED' },
      removed: 'CERTIFICATION_SERVICE_REMOVED',
    }),
    ...changesOf(
      certificates(before),
      certificates(after),
      {
        ...{ added: 'CA_CERTIFICATE_ADDED', removed: 'CA_CERTIFICATE_REMOVED' },
      },
      (service) => (typeof service === 'string' ? service : undefined),
    ),
    ...changesOf(
      responders(before),
      responders(after),
      {
        ...{ added: 'OCSP_RESPONDER_ADDED', changed: 'OCSP_RESPONDER_CHANGED', removed: 'OCSP_RESPONDER_REMOVED' },
      },
      textAt('service'),
    ),
  ];
}

const timeStampingServices = ({ shared }: PublishedContent) =>
  new Map(
    shared.approvedTsas.map((tsa): [string, Told] => [
      tsa.url,
      { name: tsa.name, certificate: sha256Of(tsa.certificate), cost_type: tsa.costType ?? '' },
    ]),
  );

const anchors = ({ private: parameters }: PublishedContent) =>
  new Map(
    (parameters?.configurationAnchors ?? []).map((anchor): [string, Told] => [
      anchor.instance,
      anchorFingerprint(writeAnchor(anchor)),
    ]),
  );

function sourceChanges(before: readonly ConfigurationSource[], after: readonly ConfigurationSource[]): Change[] {
  const addresses = (list: readonly ConfigurationSource[]) => byKey(list, ({ address }) => address);
  const certificates = (list: readonly ConfigurationSource[]) =>
    new Map(
      list.flatMap((source) =>
        (
          [
            ['internal', source.internalVerificationCertificates],
            ['external', source.externalVerificationCertificates],
          ] as const
        ).flatMap(([kind, ders]) =>
          ders.map((der): [string, Told] => [sha256Of(der), { source: source.address, configuration: kind }]),
        ),
      ),
    );
  const { added, removed } = matched(addresses(before), addresses(after));
  return [
    ...added.map(([subject]): Change => ({ kind: 'SOURCE_ADDED', subject })),
    ...removed.map(([subject]): Change => ({ kind: 'SOURCE_REMOVED', subject })),
    ...changesOf(certificates(before), certificates(after), {
      ...{ added: 'SIGNING_CERTIFICATE_ADDED', removed: 'SIGNING_CERTIFICATE_REMOVED' },
    }),
  ];
}

function settings({ shared, private: parameters }: PublishedContent): Map<string, Told> {
  return new Map<string, Told>([
    ['ocsp-freshness-seconds', shared.ocspFreshnessSeconds],
    ...(parameters === undefined
      ? []
      : ([
          ['time-stamping-interval-seconds', parameters.timeStampingIntervalSeconds],
          ['management-service-provider', keyOf(parameters.managementService.providerId)],
        ] as const)),
  ]);
}
