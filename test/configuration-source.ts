import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digest } from '#certs/algorithms.ts';
import type { DirectoryPart } from '#protocol/configuration/signed-directory.ts';
import type {
  ConfigurationAnchor,
  ConfigurationVersion,
  SharedParameters,
} from '#protocol/configuration/parameters.ts';
import { writeSharedParameters } from '#protocol/configuration/shared-parameters-writer.ts';
import { DIRECTORY_KEY, partOf, signedDirectory } from './signed-directories.ts';
import type { Issued } from './pki/certificates.ts';

/** A configuration source on a loopback address, which serves what it is told to and remembers what it was asked. */
export class ConfigurationServer {
  /** Answers by path, with the version as the client asks for it: `/internalconf?version=6`. */
  readonly answers = new Map<string, Uint8Array | ((request: IncomingMessage, response: ServerResponse) => void)>();
  readonly asked: string[] = [];
  readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const url = request.url ?? '';
      this.asked.push(url);
      const answer = this.answers.get(url);
      if (typeof answer === 'function') answer(request, response);
      else response.writeHead(answer === undefined ? 404 : 200).end(answer);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Publishes files under a signed directory. */
  async publish(publication: Publication): Promise<void> {
    const { files, expiresAt, version = 6, path = '/internalconf', key = DIRECTORY_KEY } = publication;
    for (const { part, content } of files) this.answers.set(part.location, content);
    const parts = files.map(({ part }) => part);
    this.answers.set(`${path}?version=${version}`, await signedDirectory({ expiresAt, version, parts }, key));
  }
}

export interface Publication {
  readonly files: readonly PublishedFile[];
  readonly expiresAt: Date;
  readonly version?: ConfigurationVersion;
  readonly path?: string;
  readonly key?: Issued;
}

export interface PublishedFile {
  readonly part: DirectoryPart;
  readonly content: Uint8Array;
}

export function published(content: Uint8Array, changes: Partial<DirectoryPart> = {}): PublishedFile {
  const location = `/V6/${digest('SHA-256', content).toString('hex').slice(0, 8)}/file.xml`;
  return { part: partOf(content, { location, ...changes }), content };
}

/** The anchor of a source. */
export function anchorOf(url: string, key: Issued = DIRECTORY_KEY, instance = 'BG'): ConfigurationAnchor {
  return { instance, sources: [{ downloadUrl: url, verificationCertificates: [key.certificate.der] }] };
}

/** Shared parameters that name nothing but a source. */
export function sharedParametersOf(instance: string, changes: Partial<SharedParameters> = {}): Buffer {
  const parameters: SharedParameters = {
    version: 6,
    instance,
    sources: [{ address: '', internalVerificationCertificates: [], externalVerificationCertificates: [] }],
    approvedCas: [],
    approvedTsas: [],
    members: [],
    securityServers: [],
    globalGroups: [],
    memberClasses: [],
    ocspFreshnessSeconds: 3600,
    ...changes,
  };
  return writeSharedParameters(parameters, parameters.version);
}
