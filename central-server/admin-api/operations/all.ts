import type { ApiKeys } from '#administration/accounts/api-keys.ts';
import type { Users } from '#administration/accounts/users.ts';
import type { AdminDefinition } from '#administration/definition.ts';
import type { Clock } from '#config/clock.ts';
import { accounts } from './accounts.ts';
import { backups, type BackupParts } from './backups.ts';
import { certificationServices } from './certification-services.ts';
import { clients } from './clients.ts';
import type { CentralServerFile } from '../../file.ts';
import type { Identity } from '../../identity.ts';
import { Initialization } from '../../initialization.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import type { Anchors } from '../../publication/anchors.ts';
import { SigningKeys } from '../../signing/key-changes.ts';
import type { Tokens } from '../../signing/tokens.ts';
import { configurationSources } from './configuration-sources.ts';
import { globalGroups } from './global-groups.ts';
import { memberClasses } from './member-classes.ts';
import type { ManagementRequests } from '../../management/requests.ts';
import { managementRequests } from './management-requests.ts';
import { members } from './members.ts';
import { ocspResponders } from './ocsp-responders.ts';
import { securityServers } from './security-servers.ts';
import type { CatalogueHandlers, InstanceOf } from './shapes.ts';
import { signingKeyOperations } from './signing-keys.ts';
import { system } from './system.ts';
import { timestampingServices } from './timestamping-services.ts';
import { tokenOperations } from './tokens.ts';
import { trustedAnchors } from './trusted-anchors.ts';
import { subsystems } from './subsystems.ts';

interface OperationsOptions {
  readonly file: CentralServerFile;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly anchors: Anchors;
  readonly clock: Clock;
  /** Outside a transaction. */
  readonly reader: CatalogueReader;
  readonly definition: AdminDefinition;
  readonly apiKeys: ApiKeys;
  readonly users: Users;
  readonly requests: ManagementRequests;
  readonly backup: BackupParts;
  /** After each change of what is published. */
  readonly changed: () => void;
}

/** What the central server's operations do, by `operationId`. */
export function catalogueOperations(options: OperationsOptions): CatalogueHandlers {
  const { file, identity, tokens, anchors, clock, reader, definition } = options;
  const { apiKeys, users, requests, backup, changed } = options;
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
    ...managementRequests(requests, changed),
    ...system({ file, initialization, changed }),
    ...tokenOperations({ tokens, keys, changed }),
    ...signingKeyOperations({ tokens, keys, reader, changed }),
    ...configurationSources(identity, anchors),
    ...accounts(apiKeys, users, file.administration?.singleSignOn?.providers ?? []),
    ...backups(backup, { tokens, anchors }),
    downloadOpenApi: {
      run: () => ({ file: { name: 'openapi.yaml', type: 'application/x-yaml', bytes: definition.text } }),
    },
  };
}
