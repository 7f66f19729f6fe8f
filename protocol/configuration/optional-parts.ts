import type { ClientId } from '../identifiers/identifier.ts';
import { clientIdNode, clientIdOf, node, readRoot, writeRoot } from './elements.ts';

const CODE = 'malformed_global_conf';
/** The shortest interval that X-Road's signer keeps to. */
export const OCSP_FETCH_SECONDS_MIN = 60;
/** The longest that a central server publishes: responses are stale by then. */
export const OCSP_FETCH_SECONDS_MAX = 86_400;

/** Part FETCHINTERVAL: how often OCSP responses are fetched, in seconds. Throws `malformed_global_conf`. */
export function readFetchIntervalSeconds(xml: Uint8Array): number {
  const root = readRoot(xml, 'conf', CODE);
  const seconds = root.integer('ocspFetchInterval');
  root.end();
  return Math.max(seconds, OCSP_FETCH_SECONDS_MIN);
}

export const writeFetchInterval = (seconds: number): Buffer =>
  writeRoot('conf', [node('ocspFetchInterval', String(seconds))]);

/** Part NEXTUPDATE: whether a passed nextUpdate refuses an OCSP response. Throws `malformed_global_conf`. */
export function readVerifyNextUpdate(xml: Uint8Array): boolean {
  const root = readRoot(xml, 'conf', CODE);
  const verify = root.boolean('verifyNextUpdate');
  root.end();
  return verify;
}

export const writeVerifyNextUpdate = (verify: boolean): Buffer =>
  writeRoot('conf', [node('verifyNextUpdate', String(verify))]);

/** Part MONITORING: who may ask every security server for monitoring data, if anyone. Throws `malformed_global_conf`. */
export function readMonitoringClient(xml: Uint8Array): ClientId | undefined {
  const root = readRoot(xml, 'conf', CODE);
  const client = root.sequence('monitoringClient');
  const id = client.optional('monitoringClientId');
  client.end();
  root.end();
  return id && clientIdOf(id, CODE);
}

export const writeMonitoringClient = (client: ClientId): Buffer =>
  writeRoot('conf', [node('monitoringClient', [clientIdNode('monitoringClientId', client)])]);
