import { join } from 'node:path';
import { stringify } from 'yaml';
import { replaceFile } from '#config/atomic-file.ts';
import type { Ecosystem, EcosystemServer } from './ecosystem.ts';

/** Where everything of a sandbox is. */
export interface SandboxFolders {
  readonly root: string;
  readonly authority: string;
  readonly centralServer: string;
  readonly register: string;
  server(name: string): string;
}

export function foldersOf(root: string): SandboxFolders {
  return {
    root,
    authority: join(root, 'authority'),
    centralServer: join(root, 'central-server'),
    register: join(root, 'civil-registration'),
    server: (name) => join(root, name),
  };
}

/** Each program's file, `config.yaml` in its folder, written anew at each start from the ecosystem. */
const CONFIG_FILE = 'config.yaml';

async function write(folder: string, content: unknown): Promise<string> {
  const path = join(folder, CONFIG_FILE);
  await replaceFile(path, stringify(content));
  return path;
}

export function writeAuthorityFile({ authority, seed }: Ecosystem, folders: SandboxFolders): Promise<string> {
  const { name, address, port } = authority;
  return write(folders.authority, {
    name,
    data: 'data',
    seed,
    address,
    port,
    // Where certificates can be revoked and services told to misbehave, to see what happens then.
    control: { address, port: port + 1 },
    intermediate: true,
    sandbox: true,
  });
}

export function writeRegisterFile(
  { seed }: Ecosystem,
  { address, port }: NonNullable<Ecosystem['register']>,
  folders: SandboxFolders,
): Promise<string> {
  return write(folders.register, { data: 'data', address, port, population: { seed } });
}

/** Certificates of the authority, as files beside the central server's. */
export interface TrustFiles {
  readonly root: string;
  readonly intermediate: string;
  /** Of the responder that answers for the root. */
  readonly ocsp: string;
  readonly ocspIntermediate: string;
  readonly tsa: string;
  readonly ocspUrl: string;
  readonly tsaUrl: string;
}

export function writeCentralServerFile(
  ecosystem: Ecosystem,
  folders: SandboxFolders,
  trust: TrustFiles,
  trustedAnchors: readonly string[],
): Promise<string> {
  const { instance, centralServer, memberClasses, members, globalGroups, securityServers } = ecosystem;
  const responder = (certificate: string) => [{ url: trust.ocspUrl, certificate }];
  return write(folders.centralServer, {
    data: 'data',
    instance,
    listen: { address: centralServer.address, port: centralServer.port },
    publicAddress: `${centralServer.address}:${centralServer.port}`,
    pin: { file: 'pin' },
    memberClasses,
    members,
    managementServiceProvider: ecosystem.managementServiceProvider,
    globalGroups,
    securityServers: securityServers.map(({ name, owner, code, address, clients, maintenance }) => ({
      owner,
      code,
      address,
      authenticationCertificates: [join(folders.server(name), 'authentication-certificate.pem')],
      clients: clients.filter(({ registered }) => registered).map(({ id }) => id),
      maintenance,
    })),
    certificationServices: [
      {
        name: ecosystem.authority.name,
        profile: 'Ejbca',
        certificate: trust.root,
        ocsp: responder(trust.ocsp),
        intermediates: [{ certificate: trust.intermediate, ocsp: responder(trust.ocspIntermediate) }],
      },
    ],
    timeStampingServices: [{ name: ecosystem.authority.name, url: trust.tsaUrl, certificate: trust.tsa }],
    ocspFreshnessSeconds: centralServer.ocspFreshnessSeconds,
    trustedAnchors,
    parameters: centralServer.parameters,
    ...centralServer.settings,
    sandbox: true,
  });
}

export function writeSecurityServerFile(
  { instance, register, authority }: Ecosystem,
  server: EcosystemServer,
  folders: SandboxFolders,
  { anchor, federated }: { readonly anchor: string; readonly federated: readonly string[] },
): Promise<string> {
  const [, memberClass, memberCode] = server.owner.split('/');
  const following = federated.length === 0 ? {} : { 'configuration-client.allowed-federations': federated.join(',') };
  const registerUrl = register && `http://${register.address}:${register.port}`;
  return write(folders.server(server.name), {
    data: 'data',
    address: server.address,
    anchor,
    server: { instance, memberClass, memberCode, serverCode: server.code },
    pin: { file: 'pin' },
    tokens: server.tokens,
    ...(server.administration ? { administration: {} } : {}),
    database: server.database,
    timeStampingServices: [authority.name],
    clients: server.clients.map(({ id, connectionType, tlsCertificates, services }) => ({
      id,
      connectionType,
      tlsCertificates,
      services: services.map((service) => ({ url: registerUrl, ...service })),
    })),
    // Of all loopback addresses the system would take one and the same.
    parameters: { 'configuration-client.local-address': server.address, ...following, ...server.parameters },
    sandbox: true,
  });
}
