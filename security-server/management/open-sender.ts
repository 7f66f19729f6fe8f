import { setTimeout } from 'node:timers/promises';
import { CertificateVerifier } from '#certs/path.ts';
import { tlsIdentity } from '#certs/tls-identity.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { KeptResponses } from '../certificate-status/kept-responses.ts';
import { serverConfigurationDatabase, type SecurityServerFile } from '../file.ts';
import { foldersOf } from '../folders.ts';
import { ServerConfigurationRepository } from '../server-configuration/repository.ts';
import { SignerClient } from '../signer/client.ts';
import { OwnIdentities, usableCertificates } from '../signer/selection.ts';
import { signerSocketPath } from '../signer/socket-path.ts';
import { clientProxyAddress } from './client-proxy-address.ts';
import type { ManagementRecords } from './record-asked.ts';
import type { ManagementSender } from './send.ts';

const READ_ATTEMPTS_MAX = 5;
const READ_AGAIN_MS = 200;

/**
 * What sends management requests for a security server that runs: its signer, its configuration and its OCSP responses are
 * used where they are. Throws where the server does not run or has no configuration yet.
 */
export async function openManagementSender(
  file: SecurityServerFile,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<ManagementSender & ManagementRecords & { close(): Promise<void> }> {
  const folders = foldersOf(file.data);
  const configuration = await currentConfiguration(folders.configuration);
  configuration.assertValid(clock.now());
  const signer = new SignerClient({
    socketPath: signerSocketPath(folders.signer),
    timeoutMs: file.parameters['signer.client-timeout'],
    log,
  });
  const rsaSignMechanism = file.parameters['signer.soft-token-rsa-sign-mechanism'];
  try {
    const responses = await keptResponses(folders.ocsp, configuration, signer);
    const identities = new OwnIdentities({
      signer,
      status: {
        responseFor: ({ sha256Hex }) => responses.get(sha256Hex),
        onChange: () => () => undefined,
      },
      configuration: () => configuration,
      verifier: new CertificateVerifier(),
      clock,
      rsaSignMechanism,
    });
    const identity = await tlsIdentity(folders.data, {
      ...{ name: 'internal', commonName: file.serverId.serverCode, address: file.address, clock },
    });
    // Last: nothing that fails afterwards could leave it open.
    const clients = await ServerConfigurationRepository.open(serverConfigurationDatabase(file, folders.data));
    return {
      serverId: file.serverId,
      configuration,
      signer,
      identities,
      rsaSignMechanism,
      clientProxy: { url: clientProxyAddress(file), identity },
      clients,
      close: async () => {
        identities.close();
        signer.close();
        await clients.close();
      },
    };
  } catch (error) {
    signer.close();
    throw error;
  }
}

/** The server changes the folder while it runs: what is read in the middle of a change is read again. */
async function currentConfiguration(folder: string): Promise<GlobalConfiguration> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readConfigurationDirectory(folder);
    } catch (error) {
      if (attempt === READ_ATTEMPTS_MAX) throw error;
      await setTimeout(READ_AGAIN_MS);
    }
  }
}

async function keptResponses(
  folder: string,
  configuration: GlobalConfiguration,
  signer: SignerClient,
): Promise<ReadonlyMap<string, Buffer>> {
  const kept = new KeptResponses(folder);
  const { services } = configuration.trust(configuration.instance);
  const authorities = services.flatMap(({ top, intermediates }) => [top, ...intermediates]);
  const certificates = [
    ...usableCertificates(await signer.keys()),
    ...authorities.map(({ certificate }) => certificate),
  ];
  const responses = new Map<string, Buffer>();
  for (const { sha256Hex } of certificates) {
    const response = await kept.read(sha256Hex);
    if (response !== undefined) responses.set(sha256Hex, response);
  }
  return responses;
}
