import type { ApiKeys } from '#administration/accounts/api-keys.ts';
import type { Users } from '#administration/accounts/users.ts';
import { administrationOperations } from '#administration/operations/all.ts';
import type { Trust } from '#certs/trust.ts';
import type { AdminDefinition } from '#administration/definition.ts';
import type { Clock } from '#config/clock.ts';
import type { Oversight } from '../../oversight.ts';
import { backups, type BackupParts } from './backups.ts';
import { certificationServices } from './certification-services.ts';
import { clients } from './clients.ts';
import { FirstRestoring } from '../../backup/first-restoring.ts';
import type { CentralServerFile } from '../../file.ts';
import type { Identity } from '../../identity.ts';
import { Initialization } from '../../initialization.ts';
import type { Anchors } from '../../publication/anchors.ts';
import { SigningKeys } from '../../signing/key-changes.ts';
import type { Tokens } from '../../signing/tokens.ts';
import { configurationSources } from './configuration-sources.ts';
import type { CatalogueRepository } from '../../catalogue/repository.ts';
import type { CatalogueTables } from '../../catalogue/schema.ts';
import { PROGRAMS_ROLES, permissionsOf } from '../roles.ts';
import type { TlsKey } from '#administration/certificates/tls-key.ts';
import { configurationParts } from './configuration-parts.ts';
import { identifierCheck } from './identifier-check.ts';
import { globalGroups } from './global-groups.ts';
import { knownSigningKeys } from './known-signing-keys.ts';
import { legalBases } from './legal-bases.ts';
import { memberClasses } from './member-classes.ts';
import type { ManagementRequests } from '../../management/requests.ts';
import { managementCertificate } from './management-certificate.ts';
import { managementRequests } from './management-requests.ts';
import { managementServicesConfiguration } from './management-services.ts';
import { restoration } from './restoration.ts';
import { requestReview } from './request-review.ts';
import { members } from './members.ts';
import { ocspResponders } from './ocsp-responders.ts';
import { overview } from './overview.ts';
import { publications } from './publications.ts';
import type { NextPublication } from '../../publication/next-publication.ts';
import { securityServers } from './security-servers.ts';
import { serviceCatalogue } from './service-catalogue.ts';
import type { CatalogueHandlers, InstanceOf } from './shapes.ts';
import { signingKeyOperations } from './signing-keys.ts';
import { system } from './system.ts';
import { timestampingServices } from './timestamping-services.ts';
import { tokenOperations } from './tokens.ts';
import { trustCheck } from './trust-check.ts';
import { trustedAnchors } from './trusted-anchors.ts';
import { subsystems } from './subsystems.ts';

interface OperationsOptions {
  readonly file: CentralServerFile;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly anchors: Anchors;
  readonly clock: Clock;
  readonly repository: CatalogueRepository;
  /** Of the management service. Throws `instance_identifier_not_set`. */
  readonly tlsKey: () => TlsKey;
  readonly definition: AdminDefinition;
  readonly apiKeys: ApiKeys;
  readonly users: Users;
  readonly requests: ManagementRequests;
  /** What the instance trusts now. */
  readonly trust: () => Promise<Trust>;
  readonly next: NextPublication;
  readonly oversight: Pick<Oversight, 'notices' | 'verification'>;
  readonly backup: BackupParts;
  /** After each change of what is published. */
  readonly changed: () => void;
}

/** What the central server's operations do, by `operationId`. */
export function catalogueOperations(options: OperationsOptions): CatalogueHandlers {
  const { file, identity, tokens, anchors, clock, repository, tlsKey } = options;
  const { definition, apiKeys, users, requests, trust, next, oversight, backup, changed } = options;
  const { reader } = repository;
  const instance: InstanceOf = (catalogue) => identity.requireInstance(catalogue);
  /** For what is only searched: before the server is initialised, there is nothing to be found. */
  const instanceOrNone: InstanceOf = async (catalogue) => (await identity.instance(catalogue)) ?? '';
  const keys = new SigningKeys({ file, tokens, identity, anchors, clock });
  const initialization = new Initialization({ file, identity, tokens, keys, anchors });
  return {
    ...memberClasses(changed),
    ...members(instance, changed),
    ...subsystems(instance, changed),
    ...clients(instanceOrNone),
    ...securityServers(changed),
    ...globalGroups(instanceOrNone, changed),
    ...certificationServices(changed),
    ...ocspResponders(changed),
    ...timestampingServices(changed),
    ...trustedAnchors(instance, reader, changed),
    ...trustCheck,
    ...identifierCheck(instanceOrNone),
    ...managementRequests(requests, changed),
    ...requestReview({ requests, trust, changed }),
    ...managementCertificate(tlsKey),
    ...managementServicesConfiguration({ file, identity, requests, changed }),
    ...legalBases(changed),
    ...serviceCatalogue(file, instanceOrNone),
    ...system({ file, initialization, changed }),
    ...tokenOperations({ tokens, keys, changed }),
    ...signingKeyOperations({ tokens, keys, reader, changed }),
    ...configurationSources(identity, anchors),
    ...publications(next, { file, changed }),
    ...knownSigningKeys(file),
    ...overview(file, next),
    ...configurationParts({ file, repository, changed }),
    ...administrationOperations<CatalogueTables>({
      ...{ apiKeys, users, permissionsOf, programRoles: PROGRAMS_ROLES },
      providers: file.administration?.singleSignOn?.providers ?? [],
      name: () => instanceOrNone(reader),
      ...{ verification: oversight.verification, notices: oversight.notices },
    }),
    ...backups(backup, { tokens, anchors }),
    ...restoration({
      restoring: new FirstRestoring({ file, identity, repository, tokens, clock }),
      ...{ tokens, anchors, restored: backup.restored },
    }),
    downloadOpenApi: {
      run: () => ({ file: { name: 'openapi.yaml', type: 'application/x-yaml', bytes: definition.text } }),
    },
  };
}
