import { generateKeyPairSync, createPublicKey } from 'node:crypto';
import type { Kysely } from 'kysely';
import { signBytes } from '#certs/algorithms.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import type { Catalogue, RegisteredServer } from '#central-server/catalogue/catalogue.ts';
import { numberAll } from '#central-server/catalogue/numbers.ts';
import type { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { tablesOf } from '#central-server/catalogue/rows.ts';
import type { MemberParameters } from '#protocol/configuration/parameters.ts';
import type { ClientId, MemberId } from '#protocol/identifiers/identifier.ts';

/** How large a network is. */
export interface NetworkSize {
  readonly members: number;
  readonly servers: number;
  readonly subsystems: number;
}

/** What the central server must bear (docs/performance.md). */
export const LARGE: NetworkSize = { members: 10_000, servers: 2_000, subsystems: 50_000 };

export const INSTANCE = 'BENCH';
const CLASSES = ['GOV', 'MUN', 'COM'];
const GROUPS = 20;
const GROUP_MEMBERS = 250;
const CERTIFICATES = 20;
const ROWS_PER_STATEMENT = 50;
const VALID_FROM = new Date('2020-01-01T00:00:00Z');
const VALID_TO = new Date('2060-01-01T00:00:00Z');

async function certificate(name: string): Promise<Buffer> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: name }]),
    key: {
      publicKey: createPublicKey(privateKey),
      sign: (algorithm, data) => Promise.resolve(signBytes(algorithm, privateKey, data, 'der')),
    },
    notBefore: VALID_FROM,
    notAfter: VALID_TO,
  });
  return Buffer.from(der);
}

/** A certificate that differs from its model in a few bytes of its serial number's place: making thousands would take minutes. */
function variant(model: Buffer, index: number): Buffer {
  const copy = Buffer.from(model);
  copy.writeUInt32BE(index, copy.length - Uint32Array.BYTES_PER_ELEMENT);
  return copy;
}

const memberId = (index: number): MemberId => ({
  type: 'MEMBER',
  instance: INSTANCE,
  memberClass: CLASSES[index % CLASSES.length] ?? '',
  memberCode: String(100_000_000 + index),
});

/** A network of that size, with names as they may be, each server with the same share of the subsystems. */
export async function largeCatalogue({ members, servers, subsystems }: NetworkSize): Promise<Catalogue> {
  const models = await Promise.all(Array.from({ length: CERTIFICATES }, (_, index) => certificate(`Server ${index}`)));
  const [ca, tsa] = [await certificate('CA'), await certificate('TSA')];
  const perMember = Math.ceil(subsystems / members);
  const allMembers = Array.from({ length: members }, (_, index): MemberParameters => {
    const { memberClass, memberCode } = memberId(index);
    const first = index * perMember;
    return {
      ...{ memberClass: { code: memberClass, description: `Class ${memberClass}` }, memberCode },
      name: `Администрация номер ${index} (Administration)`,
      subsystems: Array.from({ length: Math.max(0, Math.min(perMember, subsystems - first)) }, (_unused, number) => ({
        ...{ subsystemCode: `system-${number}`, name: `Информационна система ${number}` },
      })),
    };
  });
  const clientsOf = (server: number): ClientId[] =>
    allMembers.flatMap((member, index) =>
      index % servers === server
        ? member.subsystems.map(({ subsystemCode }) => ({
            ...memberId(index),
            type: 'SUBSYSTEM' as const,
            subsystemCode,
          }))
        : [],
    );
  const securityServers = Array.from({ length: servers }, (_, index): RegisteredServer => ({
    owner: memberId(index),
    serverCode: `ss-${index}`,
    address: `10.${Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`,
    authenticationCertificates: [variant(models[index % CERTIFICATES] ?? ca, index)],
    clients: [],
  }));
  return {
    settings: {
      ...{ ocspFreshnessSeconds: 3_600, timeStampingIntervalSeconds: 60 },
      managementServiceProvider: { ...memberId(0), type: 'SUBSYSTEM', subsystemCode: 'system-0' },
    },
    memberClasses: CLASSES.map((code) => ({ code, description: `Class ${code}` })),
    members: allMembers,
    securityServers: securityServers.map((server, index) => ({ ...server, clients: clientsOf(index) })),
    globalGroups: Array.from({ length: GROUPS }, (_, group) => ({
      ...{ groupCode: `group-${group}`, description: `Group ${group}` },
      members: Array.from({ length: Math.min(GROUP_MEMBERS, members) }, (_unused, index) => memberId(index)),
    })),
    certificationServices: [
      {
        ...{ name: 'CA', authenticationOnly: false, intermediateCas: [] },
        certificateProfileInfo: 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider',
        topCa: { certificate: ca, ocsp: [{ url: 'http://127.0.0.1:1/ocsp' }] },
      },
    ],
    timeStampingServices: [{ name: 'TSA', url: 'http://127.0.0.1:1/tsa', certificate: tsa }],
    trustedAnchors: [],
  };
}

/** Writes a catalogue into an empty database as administration would have left it there: nothing of it is declared. */
export async function fillCatalogue(repository: CatalogueRepository, catalogue: Catalogue, now: Date): Promise<void> {
  await repository.change(async (change) => {
    const tables = change as unknown as Kysely<Record<string, Record<string, unknown>>>;
    for (const { table, rows, set } of tablesOf(catalogue, INSTANCE, now)) {
      const whole = rows.map((row) => ({ ...row, ...set?.added, declared: 0 }));
      for (const portion of portionsOf(whole)) await tables.insertInto(table).values(portion).execute();
    }
    await numberAll(change);
  });
}

/** Rows, as many at a time as a statement takes. */
export function portionsOf<Row>(rows: readonly Row[]): Row[][] {
  const portions: Row[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    portions.push(rows.slice(start, start + ROWS_PER_STATEMENT));
  }
  return portions;
}
