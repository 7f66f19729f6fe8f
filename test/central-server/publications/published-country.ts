import { request } from 'node:http';
import { join } from 'node:path';
import { Agent } from 'undici';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import type { RunningCentralServer } from '#central-server/program.ts';
import { Certificate } from '#certs/certificate.ts';
import { systemClock } from '#config/clock.ts';
import { DOWNLOADER_HEADER, downloaderName } from '#protocol/configuration/downloader-name.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { readSignedDirectory, type SignedDirectory } from '#protocol/configuration/signed-directory.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { freePort } from '../../free-port.ts';
import { ALL_ROLES, FIRST_PASSWORD, Operator, PASSWORD } from '../admin-api/administered.ts';
import { certificatePem, startInFolder, writeCentralServer } from '../in-folder.ts';

/** The server that is the database's own, and its address. */
export const SERVER: ServerId = {
  ...{ type: 'SERVER', instance: 'TEST', memberClass: 'GOV', memberCode: '1', serverCode: 'ss2' },
};
export const SERVER_ADDRESS = '127.0.0.3';
export const SERVER_ID = 'TEST:GOV:1:ss2';

const INTERVAL_SECONDS = 1;
const UNHINDERED = {
  'admin-service.port': 0,
  'center.configuration-generation-interval': INTERVAL_SECONDS,
  'admin-service.rate-limit-requests-per-second': 100_000,
  'admin-service.rate-limit-requests-per-minute': 100_000,
};

interface Options {
  readonly postgres?: string | undefined;
  readonly parameters?: object;
  readonly node?: string;
}

/** A central server that publishes each second, with an operator and a security server of its database's own. */
export class PublishedCountry {
  readonly file: CentralServerFile;
  readonly repository: CatalogueRepository;
  readonly operator: Operator;
  private readonly server: RunningCentralServer;
  private readonly agent: Agent;
  private readonly port: number;

  private constructor(
    file: CentralServerFile,
    using: {
      readonly repository: CatalogueRepository;
      readonly server: RunningCentralServer;
      readonly agent: Agent;
      readonly port: number;
    },
  ) {
    this.file = file;
    this.repository = using.repository;
    this.server = using.server;
    this.agent = using.agent;
    this.port = using.port;
    this.operator = new Operator(`https://127.0.0.1:${this.server.adminPort}`, this.agent);
  }

  static async start(home: string, { postgres, parameters = {}, node }: Options = {}): Promise<PublishedCountry> {
    const port = await freePort();
    const more = [
      'administration: {}',
      `parameters: ${JSON.stringify({ ...UNHINDERED, ...parameters })}`,
      ...(postgres === undefined ? [] : [`database: { engine: postgresql, url: '${postgres}' }`]),
      ...(node === undefined ? [] : [`node: { name: ${node}, others: [${node === 'a' ? 'b' : 'a'}] }`]),
    ];
    await writeCentralServer(home, port, `${more.join('\n')}\n`);
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    const server = await startInFolder(home);
    const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    const agent = new Agent({ connect: { rejectUnauthorized: false } });
    return new PublishedCountry(file, { repository, server, agent, port });
  }

  /** Logs the operator in; `isNew`: who is not there yet. */
  async logIn(isNew = true): Promise<void> {
    if (isNew) {
      await usersOf(this.repository, systemClock).add('integrator', FIRST_PASSWORD, ALL_ROLES);
      await this.operator.logIn('integrator', FIRST_PASSWORD);
      await this.operator.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD });
      this.operator.headers = {};
    }
    await this.operator.logIn('integrator', PASSWORD);
  }

  /** Registers the server with a new certificate, which it tells (DER). */
  async register(server = SERVER, address = SERVER_ADDRESS): Promise<Uint8Array> {
    const requests = this.repository.managementRequests(systemClock, {
      ...{ authCertReg: true, clientReg: true, ownerChange: true },
    });
    const { der } = Certificate.fromPem(await certificatePem(server.serverCode));
    await requests.add({ kind: 'authCertReg', server, address, authenticationCertificate: der });
    return der;
  }

  /** Takes a directory, as the server at that address would. */
  async fetchFrom(address: string, name?: ServerId): Promise<SignedDirectory> {
    return readSignedDirectory(await this.get('/internalconf?version=6', address, name)).readSigned();
  }

  /** The members in what is published. */
  async members(): Promise<string[]> {
    return (await this.shared()).members.map(({ name }) => name);
  }

  async shared() {
    const { parts } = await this.fetchFrom('127.0.0.1');
    const part = parts.find(({ contentIdentifier }) => contentIdentifier === 'SHARED-PARAMETERS');
    return readSharedParameters(await this.get(part?.location ?? '', '127.0.0.1'), 6);
  }

  async addMember(code: string): Promise<void> {
    const body = { member_id: { member_class: 'GOV', member_code: code }, member_name: `Member ${code}` };
    const { status } = await this.operator.api('POST', '/members', body);
    if (status !== 201) throw new Error(`A member could not be added: ${status}`);
  }

  async get(path: string, localAddress: string, name?: ServerId): Promise<Buffer> {
    const headers = name === undefined ? {} : { [DOWNLOADER_HEADER]: downloaderName(name) };
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: this.port, path, localAddress, headers, agent: false });
      asked.once('error', reject);
      asked.once('response', (response) => {
        response.toArray().then((chunks) => {
          resolve(Buffer.concat(chunks as Buffer[]));
        }, reject);
      });
      asked.end();
    });
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.server.stop();
    await this.repository.close();
  }
}
