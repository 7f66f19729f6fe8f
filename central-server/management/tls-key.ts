import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { Certificate } from '#certs/certificate.ts';
import { certificateRequest, certificateRequestPem } from '#certs/csr.ts';
import { readDistinguishedName } from '#certs/distinguished-name-reader.ts';
import { toPem } from '#certs/pem.ts';
import { signingKey } from '#certs/signing-key.ts';
import { newTlsIdentity, tlsIdentity, type TlsIdentity } from '#certs/tls-identity.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { readNamedFile } from '#config/named-file.ts';
import { asDrumError, DrumError, drumError } from '#protocol/errors.ts';

/** Key and certificates in one file, so that they are of one another whenever the power goes. */
const FILE = 'management-service.pem';
const FILE_BYTES_MAX = 1024 * 1024;
/** A certificate, intermediates and a top authority, in PEM. */
const UPLOAD_BYTES_MAX = 128 * 1024;
const CHAIN_LENGTH_MAX = 10;
const DER_SEQUENCE = 0x30;

/** Of which central server. */
interface Place {
  /** Its data folder. */
  readonly folder: string;
  /** Host, or host:port. */
  readonly publicAddress: string;
  readonly clock: Clock;
}

/** What is to be used from now on; nothing of it is kept yet. */
export interface NextIdentity {
  readonly certificate: Certificate;
  /** Keeps it, and lets the service show it to whoever connects from then on. */
  readonly take: () => Promise<void>;
}

/**
 * The TLS key and certificate of the management service. Until the first of its own is made, it has those of the registration
 * service, which are published and stay what they are.
 */
export class ManagementTlsKey {
  private readonly path: string;
  private readonly address: string;
  private readonly clock: Clock;
  private current: TlsIdentity;
  private shownBy: (identity: TlsIdentity) => void = () => undefined;

  private constructor(path: string, address: string, clock: Clock, current: TlsIdentity) {
    this.path = path;
    this.address = address;
    this.clock = clock;
    this.current = current;
  }

  static async open(place: Place): Promise<ManagementTlsKey> {
    const path = join(place.folder, FILE);
    const own = await kept(path);
    return new ManagementTlsKey(path, addressOf(place), place.clock, own ?? (await registrationIdentity(place)));
  }

  get identity(): TlsIdentity {
    return this.current;
  }

  get certificate(): Certificate {
    return Certificate.fromPem(this.current.certificate);
  }

  /** Called with each identity that takes the place of the one before. */
  onReplaced(shownBy: (identity: TlsIdentity) => void): void {
    this.shownBy = shownBy;
  }

  /** A new key, with a certificate that it signs for itself. */
  async renew(): Promise<NextIdentity> {
    return this.next(await newTlsIdentity(this.address, this.address, this.clock.now()));
  }

  /** A request for a certificate of the key, in PEM. Throws `invalid_distinguished_name`. */
  async request(subject: string): Promise<string> {
    const privateKey = createPrivateKey(this.current.key);
    const key = signingKey({ privateKey, publicKey: createPublicKey(privateKey) });
    return certificateRequestPem(await certificateRequest({ subject: readDistinguishedName(subject), key }));
  }

  /**
   * A certificate for the key, with the authorities above it or without. Throws `cannot_convert_bytes_to_certificate`,
   * `key_not_found`, `certificate_already_exists`, `certificate_import_failed`.
   */
  certified(file: Uint8Array): NextIdentity {
    const chain = readChain(file);
    const own = this.certificate.publicKeyInfo;
    if (!chain.some(({ publicKeyInfo }) => publicKeyInfo.equals(own))) {
      throw new DrumError('key_not_found', 'certificate: is for another key than that of the management service', {
        case: 'management_service',
      });
    }
    const known = readChain(Buffer.from(this.current.certificate));
    if (chain.length === known.length && chain.every(({ der }, index) => known[index]?.der.equals(der))) {
      throw drumError('certificate_already_exists', 'certificate: is the one that the management service has');
    }
    requireOrder(chain, own);
    const certificate = chain.map(({ der }) => toPem('CERTIFICATE', der)).join('');
    return this.next({ key: this.current.key, certificate });
  }

  private next(identity: TlsIdentity): NextIdentity {
    return {
      certificate: Certificate.fromPem(identity.certificate),
      take: async () => {
        await replaceFile(this.path, identity.key + identity.certificate);
        this.current = identity;
        this.shownBy(identity);
      },
    };
  }
}

const addressOf = ({ publicAddress }: Place): string => publicAddress.replace(/:\d+$/, '');

/** Of the registration service; private parameters tell its certificate to everybody. */
export function registrationIdentity(place: Place): Promise<TlsIdentity> {
  const { folder, clock } = place;
  const address = addressOf(place);
  return tlsIdentity(folder, { name: 'management', commonName: address, address, clock });
}

async function kept(path: string): Promise<TlsIdentity | undefined> {
  try {
    const text = (await readNamedFile(path, FILE_BYTES_MAX)).toString('utf8');
    const at = text.indexOf('-----BEGIN CERTIFICATE-----');
    const identity = { key: text.slice(0, at), certificate: text.slice(at) };
    if (!new X509Certificate(identity.certificate).checkPrivateKey(createPrivateKey(identity.key))) {
      throw drumError('file_not_usable', `${path}: the first certificate is not that of the key`);
    }
    return identity;
  } catch (error) {
    if (asDrumError(error).code === 'file_not_found') return undefined;
    throw error;
  }
}

/** The certificates of a file in PEM, or the one of a file in DER. */
function readChain(file: Uint8Array): Certificate[] {
  if (file.length > UPLOAD_BYTES_MAX) throw unreadable(`must have at most ${UPLOAD_BYTES_MAX} bytes`);
  try {
    if (file[0] === DER_SEQUENCE) return [Certificate.fromDer(file)];
    const text = Buffer.from(file).toString('utf8');
    if (text.includes('PRIVATE KEY-----')) throw unreadable('must not hold a private key');
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
    if (blocks.length === 0) throw unreadable('holds no certificate in PEM or DER');
    if (blocks.length > CHAIN_LENGTH_MAX) throw unreadable(`must hold at most ${CHAIN_LENGTH_MAX} certificates`);
    return blocks.map((block) => Certificate.fromPem(block));
  } catch (error) {
    const known = asDrumError(error);
    throw known.code === 'cannot_convert_bytes_to_certificate'
      ? known
      : unreadable('cannot be read as certificates in PEM or DER', error);
  }
}

/** The certificate of the key first, and behind each the one of its issuer. */
function requireOrder(chain: readonly Certificate[], own: Buffer): void {
  const read = chain.map(({ der }) => new X509Certificate(der));
  const inOrder = read.every((certificate, index) => {
    const issuer = read[index + 1];
    return issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
  if (chain[0]?.publicKeyInfo.equals(own) === true && inOrder) return;
  throw drumError(
    'certificate_import_failed',
    'certificate: must begin with that of the management service, and behind each must be the one of its issuer',
  );
}

const unreadable = (rule: string, cause?: unknown) =>
  drumError('cannot_convert_bytes_to_certificate', `certificate: ${rule}`, cause);
