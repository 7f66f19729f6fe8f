import type { ApiKeys } from '#administration/accounts/api-keys.ts';
import type { Users } from '#administration/accounts/users.ts';
import type { AdminDefinition } from '#administration/definition.ts';
import { accounts } from './accounts.ts';
import { backups, type BackupParts } from './backups.ts';
import { certificationServices } from './certification-services.ts';
import { clients } from './clients.ts';
import type { CentralServerFile } from '../../file.ts';
import { configurationSources, type AnchorFiles } from './configuration-sources.ts';
import { globalGroups } from './global-groups.ts';
import { memberClasses } from './member-classes.ts';
import type { ManagementRequests } from '../../management/requests.ts';
import { managementRequests } from './management-requests.ts';
import { members } from './members.ts';
import { ocspResponders } from './ocsp-responders.ts';
import { securityServers } from './security-servers.ts';
import type { CatalogueHandlers } from './shapes.ts';
import { system } from './system.ts';
import { timestampingServices } from './timestamping-services.ts';
import { trustedAnchors } from './trusted-anchors.ts';
import { subsystems } from './subsystems.ts';

interface OperationsOptions {
  readonly file: CentralServerFile;
  readonly anchors: AnchorFiles;
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
  const { file, anchors, definition, apiKeys, users, requests, backup, changed } = options;
  const { instance } = file;
  return {
    ...memberClasses(changed),
    ...members(instance, changed),
    ...subsystems(instance, changed),
    ...clients(instance),
    ...securityServers(changed),
    ...globalGroups(instance, changed),
    ...certificationServices(changed),
    ...ocspResponders(changed),
    ...timestampingServices(changed),
    ...trustedAnchors(instance, changed),
    ...managementRequests(requests, changed),
    ...system(file),
    ...configurationSources(file, anchors),
    ...accounts(apiKeys, users),
    ...backups(backup),
    downloadOpenApi: {
      run: () => ({ file: { name: 'openapi.yaml', type: 'application/x-yaml', bytes: definition.text } }),
    },
  };
}
