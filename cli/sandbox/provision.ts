import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toPem } from '#certs/pem.ts';
import type { CertificateKind } from '#certs/profiles/index.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Log } from '#config/log.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import {
  importAuthenticationCertificate,
  importSigningCertificate,
  requestCertificate,
  unlockToken,
  withSigner,
  type ProvisionedSigner,
} from '#security-server/signer/provision.ts';
import type { EcosystemServer } from './ecosystem.ts';

const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider';
const SIGNER_TIMEOUT_MS = 10_000;
const PIN_BYTES = 16;

/** Gives a certificate for a request (both DER). */
export type IssueCertificate = (request: Uint8Array, kind: CertificateKind) => Promise<Uint8Array>;

export interface ServerToProvision {
  readonly folder: string;
  readonly owner: string;
  readonly code: string;
  readonly clients: readonly { readonly id: string }[];
  readonly keys: EcosystemServer['keys'];
  readonly tokens: EcosystemServer['tokens'];
}

/**
 * Gives a security server its keys and certificates, as its administrator would: one authentication key, and a signing key
 * for each member that it serves. What is there already stays.
 */
export async function provisionServer(server: ServerToProvision, issue: IssueCertificate, log: Log): Promise<void> {
  const certificateFile = join(server.folder, 'authentication-certificate.pem');
  if (existsSync(certificateFile)) return;
  const directory = join(server.folder, 'data', 'signer');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pin = randomBytes(PIN_BYTES).toString('base64url');
  await replaceFile(join(server.folder, 'pin'), pin);
  const certificate = await withSigner(
    { directory, devices: server.tokens, clientTimeoutMs: SIGNER_TIMEOUT_MS, log },
    async (signer) => {
      await unlockToken(signer, pin);
      for (const member of membersOf(server)) await certifySigning(signer, server, member, issue);
      return certifyAuthentication(signer, server, issue);
    },
  );
  // Last: with this file, everything is there.
  await replaceFile(certificateFile, toPem('CERTIFICATE', certificate));
}

async function certifySigning(
  signer: ProvisionedSigner,
  server: ServerToProvision,
  member: MemberId,
  issue: IssueCertificate,
): Promise<void> {
  const { request } = await requestCertificate(signer, {
    usage: 'SIGNING',
    ...(server.tokens[0] === undefined ? {} : { tokenId: server.tokens[0].id }),
    spec: server.keys,
    label: keyOf(member),
    profile: PROFILE,
    parameters: subjectParameters(server, member),
  });
  const certificate = await issue(request, 'sign');
  await importSigningCertificate(signer, { certificate, member, profile: PROFILE, active: true, status: 'REGISTERED' });
}

async function certifyAuthentication(
  signer: ProvisionedSigner,
  server: ServerToProvision,
  issue: IssueCertificate,
): Promise<Uint8Array> {
  const { request } = await requestCertificate(signer, {
    usage: 'AUTHENTICATION',
    spec: server.keys,
    label: `authentication ${server.code}`,
    profile: PROFILE,
    parameters: subjectParameters(server, ownerOf(server)),
  });
  const certificate = await issue(request, 'auth');
  // The sandbox's central server learns of it from its file, so it counts as registered at once.
  await importAuthenticationCertificate(signer, { certificate, active: true, status: 'REGISTERED' });
  return certificate;
}

const ownerOf = ({ owner }: ServerToProvision): MemberId => memberOf(parseRestClientHeader(owner));

/** The owner, and the members whose subsystems are clients. */
function membersOf(server: ServerToProvision): MemberId[] {
  const members = server.clients.map(({ id }) => memberOf(parseRestClientHeader(id)));
  return [...new Map([ownerOf(server), ...members].map((member) => [keyOf(member), member])).values()];
}

function subjectParameters(server: ServerToProvision, member: MemberId) {
  const { instance, memberClass, memberCode } = ownerOf(server);
  return {
    member,
    memberName: member.memberCode,
    server: { instance, memberClass, memberCode, serverCode: server.code },
  };
}
