import type { DatabaseOptions } from '#storage/database.ts';
import type { Catalogue } from '#central-server/catalogue/catalogue.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import type { CatalogueChange } from '#central-server/membership/change.ts';
import { fixedClock } from '#config/clock.ts';
import type { MemberId, ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { AT, authentication } from '../../management.ts';
import { refusalOf } from '../../refusal.ts';

/* A catalogue of two halves: what the configuration file declares, and what the tests add to it. */

const IN_BG = { instance: 'BG', memberClass: 'GOV' } as const;

export const DECLARED: MemberId = { ...IN_BG, type: 'MEMBER', memberCode: '1' };
export const DECLARED_SUBSYSTEM: SubsystemId = { ...DECLARED, type: 'SUBSYSTEM', subsystemCode: 'declared' };
export const DECLARED_SERVER: ServerId = { ...DECLARED, type: 'SERVER', serverCode: 'MS' };

export const OWN: MemberId = { ...IN_BG, type: 'MEMBER', memberCode: '2' };
export const OWN_SUBSYSTEM: SubsystemId = { ...OWN, type: 'SUBSYSTEM', subsystemCode: 'own' };
export const OWN_SERVER: ServerId = { ...OWN, type: 'SERVER', serverCode: 'SS' };

export const ABSENT: MemberId = { ...IN_BG, type: 'MEMBER', memberCode: 'absent' };
export const ABSENT_SUBSYSTEM: SubsystemId = { ...OWN_SUBSYSTEM, subsystemCode: 'absent' };
export const ABSENT_SERVER: ServerId = { ...OWN_SERVER, serverCode: 'absent' };

/** When the file was applied, and when servers came and all else happens. */
export const APPLIED = new Date('2026-05-01T00:00:00Z');
export { AT };

const declared: Catalogue = {
  settings: { ocspFreshnessSeconds: 3600, timeStampingIntervalSeconds: 60 },
  memberClasses: [
    { code: 'GOV', description: 'Държава' },
    { code: 'MUN', description: 'Община' },
  ],
  members: [
    {
      memberClass: { code: 'GOV', description: 'Държава' },
      memberCode: '1',
      name: 'Агенция',
      subsystems: [{ subsystemCode: 'declared', name: 'Регистър' }],
    },
  ],
  securityServers: [
    {
      owner: DECLARED,
      serverCode: 'MS',
      address: 'ms.example.bg',
      authenticationCertificates: [authentication('MS').certificate.der],
      clients: [DECLARED_SUBSYSTEM],
      maintenance: { message: 'until noon' },
    },
  ],
  globalGroups: [{ groupCode: 'declared', description: 'Заявена', members: [DECLARED_SUBSYSTEM] }],
  certificationServices: [],
  timeStampingServices: [],
  trustedAnchors: [],
};

/** Whatever a change does is one transaction, as a caller's would be. */
export interface Country {
  readonly repository: CatalogueRepository;
  readonly change: <T>(work: (change: CatalogueChange) => Promise<T>) => Promise<T>;
  /** The code of the refusal, or `accepted`. */
  readonly refused: (work: (change: CatalogueChange) => Promise<unknown>) => Promise<string>;
  /** Does at once what a security server asks for. */
  readonly ask: (request: ManagementRequest) => Promise<void>;
  /** The requests that are kept, as kind, origin and comments. */
  readonly requests: () => Promise<string[]>;
}

/** `more`: what the file declares beside the members. */
export async function openCountry(options: DatabaseOptions, more: Partial<Catalogue> = {}): Promise<Country> {
  const repository = await CatalogueRepository.open(options, 'BG');
  await repository.applyDeclared({ ...declared, ...more }, APPLIED);
  const requests = repository.managementRequests(fixedClock(AT), {
    ...{ authCertReg: true, clientReg: true, ownerChange: true },
  });
  const change = <T>(work: (change: CatalogueChange) => Promise<T>) => repository.change(work);
  return {
    repository,
    change,
    refused: async (work) => (await refusalOf(() => change(work))).split(': ')[0] ?? '',
    ask: async (request) => {
      await requests.add(request);
    },
    requests: async () => {
      const rows = await repository.reader.selectFrom('management_request').selectAll().orderBy('id').execute();
      return rows.map(({ kind, origin, comments }) =>
        [kind, origin, comments].filter((part) => part !== null).join(' '),
      );
    },
  };
}

/** Applies the file once more, as a restart does. */
export const restart = ({ repository }: Country, more: Partial<Catalogue> = {}) =>
  repository.applyDeclared({ ...declared, ...more }, AT);

/** Adds OWN_SERVER with one certificate; OWN must be there. */
export async function addOwnServer({ ask }: Country, server = OWN_SERVER): Promise<void> {
  const { der } = authentication(`${server.memberCode} ${server.serverCode}`).certificate;
  await ask({ kind: 'authCertReg', server, address: 'ss.example.bg', authenticationCertificate: der });
}
