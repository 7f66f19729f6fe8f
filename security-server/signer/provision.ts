import { createPublicKey, randomUUID } from 'node:crypto';
import { Certificate } from '#certs/certificate.ts';
import { certificateRequest } from '#certs/csr.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { signSubjectMember, subjectFor, type SubjectField, type SubjectParameters } from '#certs/profiles/index.ts';
import type { Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import type { SigningKey } from '#certs/signing-key.ts';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { memberOf, sameMember } from '#protocol/identifiers/compare.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { SignerClient } from './client.ts';
import type { CertificateStatusName, KeyUsage } from './key-configuration.ts';
import type { GenerateKey } from './messages.ts';
import { serveSigner } from './serve.ts';
import { SOFTWARE_TOKEN } from './signer.ts';
import { signerAnswers, signerSocketPath } from './socket-path.ts';

/**
 * What sets up keys and certificates: the signer of a running server, through its socket, or one opened on the directory while
 * no server runs.
 */
export type ProvisionedSigner = Pick<
  SignerClient,
  'keys' | 'login' | 'initialise' | 'sign' | 'generateKey' | 'recordRequest' | 'importCertificate' | 'changeCertificate'
>;

export interface ProvisioningOptions {
  /** The signer's. */
  readonly directory: string;
  /** Declared in the server's file. */
  readonly devices?: readonly Pkcs11Declaration[];
  /** System parameter `signer.client-timeout`. */
  readonly clientTimeoutMs: number;
  readonly log: Log;
}

/**
 * Runs one piece of work on a signer's directory: through the socket where a signer answers, else in this process, which then
 * answers on the socket itself, so that no server starts on the directory in the meantime. There the token has to be unlocked.
 */
export async function withSigner<T>(
  { directory, devices = [], clientTimeoutMs, log }: ProvisioningOptions,
  work: (signer: ProvisionedSigner) => Promise<T>,
): Promise<T> {
  const socketPath = signerSocketPath(directory);
  if (await signerAnswers(socketPath)) {
    const client = new SignerClient({ socketPath, timeoutMs: clientTimeoutMs, log });
    try {
      return await work(client);
    } finally {
      client.close();
    }
  }
  const served = await serveSigner({ directory, socketPath, devices, log }, async (signer) => {
    await signer.logInToDevices();
  });
  try {
    return await work(served.signer);
  } finally {
    await served.close();
  }
}

/** Gives the software token its PIN, or logs in to it where it has one. Throws `pin_incorrect`, `token_pin_policy_failure`. */
export async function unlockToken(signer: ProvisionedSigner, pin: string): Promise<void> {
  const { tokens } = await signer.keys();
  const token = tokens.find(({ id }) => id === SOFTWARE_TOKEN);
  if (token?.initialised !== true) await signer.initialise(SOFTWARE_TOKEN, pin);
  else if (!token.loggedIn) await signer.login(SOFTWARE_TOKEN, pin);
}

export interface RequestToMake {
  /** Of a new key; the software token where it is not said. */
  readonly tokenId?: string;
  /** An existing key of this usage; a new one is made when absent. */
  readonly keyId?: string;
  readonly usage: KeyUsage;
  /** Of a new key. */
  readonly spec: GenerateKey['spec'];
  /** Of a new key, for people. */
  readonly label: string;
  /** Class name of the certification service's profile. */
  readonly profile: string;
  readonly parameters: SubjectParameters;
  /** What the profile leaves open. */
  readonly values?: Partial<Record<SubjectField['id'], string>>;
}

/**
 * A certificate request (PKCS#10, DER), made with the key in the signer and recorded there. Throws `key_not_found`,
 * `wrong_cert_usage` for a key of the other usage, and what `subjectFor` throws.
 */
export async function requestCertificate(
  signer: ProvisionedSigner,
  wanted: RequestToMake,
): Promise<{ readonly keyId: string; readonly requestId: string; readonly request: Buffer }> {
  const { usage, spec, label, profile, parameters, values } = wanted;
  const kind = usage === 'SIGNING' ? 'sign' : 'auth';
  // First the subject: a value that is missing must not cost a key.
  const { attributes, subjectAlternativeName } = subjectFor(profile, kind, parameters, values);
  const keyId =
    wanted.keyId ?? (await signer.generateKey({ tokenId: wanted.tokenId ?? SOFTWARE_TOKEN, label, usage, spec }));
  const key = await signingKeyOf(signer, keyId, usage);
  const alternative = subjectAlternativeName === undefined ? {} : { subjectAlternativeName };
  const request = await certificateRequest({ subject: attributes, key, usage: kind, ...alternative });
  const requestId = randomUUID();
  await signer.recordRequest(keyId, usage, {
    id: requestId,
    subject: DistinguishedName.fromAttributes(attributes).toRfc2253(),
    certificateProfile: profile,
    request: request.toString('base64'),
    ...(usage === 'SIGNING' ? { member: codesOf(parameters.member) } : {}),
    ...alternative,
  });
  return { keyId, requestId, request };
}

async function signingKeyOf(signer: ProvisionedSigner, keyId: string, usage: KeyUsage): Promise<SigningKey> {
  const { tokens } = await signer.keys();
  const key = tokens.flatMap(({ keys }) => keys).find(({ id }) => id === keyId);
  if (key === undefined) throw drumError('key_not_found', 'There is no such key');
  if ((key.usage ?? usage) !== usage)
    throw drumError('wrong_cert_usage', `The key is for ${key.usage ?? ''}, not for ${usage}`);
  return {
    publicKey: createPublicKey({ key: Buffer.from(key.publicKey, 'base64'), format: 'der', type: 'spki' }),
    sign: (algorithm, data) => signer.sign({ keyId, algorithm, form: 'der', data }),
  };
}

export interface CertificateToImport {
  /** DER or PEM. */
  readonly certificate: Uint8Array;
  /** Signing certificates are registered by being imported; authentication certificates when the central server says so. */
  readonly status: CertificateStatusName;
  readonly active: boolean;
}

/**
 * Imports a signing certificate for a member. The profile must read that member out of its subject (`cert_import_failed`
 * otherwise). Throws `incorrect_certificate`, `key_not_found` for a certificate of another's key, `wrong_cert_usage`,
 * `cert_exists`. Returns the key's id.
 */
export function importSigningCertificate(
  signer: ProvisionedSigner,
  wanted: CertificateToImport & { readonly member: MemberId; readonly profile: string },
): Promise<string> {
  const { member, profile, active, status } = wanted;
  const certificate = Certificate.fromParameter(wanted.certificate);
  const named = memberOf(signSubjectMember(profile, certificate, member));
  if (!sameMember(named, member)) {
    throw drumError('cert_import_failed', `The certificate names ${keyOf(named)}, not ${keyOf(member)}`);
  }
  const der = certificate.der.toString('base64');
  return signer.importCertificate({ certificate: der, member: codesOf(member), active, status });
}

/** Imports an authentication certificate; throws and returns as `importSigningCertificate`. */
export function importAuthenticationCertificate(
  signer: ProvisionedSigner,
  wanted: CertificateToImport,
): Promise<string> {
  const { active, status } = wanted;
  const certificate = Certificate.fromParameter(wanted.certificate).der.toString('base64');
  return signer.importCertificate({ certificate, active, status });
}

/** Switches a certificate on or off. Throws `cert_not_found`. */
export function activateCertificate(
  signer: ProvisionedSigner,
  certificate: Certificate,
  active: boolean,
): Promise<void> {
  return signer.changeCertificate({ sha256: certificate.sha256Hex, active });
}

function codesOf({ instance, memberClass, memberCode }: Omit<MemberId, 'type'>) {
  return { instance, memberClass, memberCode };
}
