import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { Certificate } from '#certs/certificate.ts';
import { certificateRequest, certificateRequestPem } from '#certs/csr.ts';
import { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { readDistinguishedName } from '#certs/distinguished-name-reader.ts';
import { toPem } from '#certs/pem.ts';
import { signingKey } from '#certs/signing-key.ts';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import { asDrumError, DrumError, drumError, type ErrorCode } from '#protocol/errors.ts';

/** A certificate, intermediates and a top authority, in PEM. */
const UPLOAD_BYTES_MAX = 128 * 1024;
const CHAIN_LENGTH_MAX = 10;
const DER_SEQUENCE = 0x30;

interface TlsKeyOptions {
  /** What is shown at first. */
  readonly identity: TlsIdentity;
  /** Makes a new key, with a certificate that it signs for itself. */
  readonly renewed: () => Promise<TlsIdentity>;
  /** Keeps an identity for the next start. */
  readonly keep: (identity: TlsIdentity) => Promise<void>;
  /** Who shows it: in words, and as the case of `key_not_found`. */
  readonly holder: { readonly name: string; readonly case: string };
  /** Servers have X-Road's codes for a file that holds no certificates, and for certificates that are not in order. */
  readonly codes: { readonly unreadable: ErrorCode; readonly disordered: ErrorCode };
}

/** What is to be used from now on; nothing of it is kept yet. */
export interface NextIdentity {
  readonly certificate: Certificate;
  /** Keeps it, and lets it be shown to whoever connects from then on. */
  readonly take: () => Promise<void>;
}

/** The TLS key of a service and its certificates, which administrators may replace. */
export class TlsKey {
  readonly current: CurrentTlsIdentity;
  private readonly options: TlsKeyOptions;

  constructor(options: TlsKeyOptions) {
    this.options = options;
    this.current = new CurrentTlsIdentity(options.identity);
  }

  get certificate(): Certificate {
    return this.current.certificate;
  }

  /** A new key, with a certificate that it signs for itself. */
  async renew(): Promise<NextIdentity> {
    return this.next(await this.options.renewed());
  }

  /** A request for a certificate of the key, in PEM. Throws `invalid_distinguished_name`. */
  async request(subject: string): Promise<string> {
    const privateKey = createPrivateKey(this.current.identity.key);
    const key = signingKey({ privateKey, publicKey: createPublicKey(privateKey) });
    return certificateRequestPem(await certificateRequest({ subject: readDistinguishedName(subject), key }));
  }

  /**
   * A certificate for the key, with the authorities above it or without. Throws `key_not_found`, `certificate_already_exists`,
   * and by the codes of the server what cannot be read or is not in order.
   */
  certified(file: Uint8Array): NextIdentity {
    const { holder, codes } = this.options;
    const chain = readChain(file, codes.unreadable);
    const own = this.certificate.publicKeyInfo;
    if (!chain.some(({ publicKeyInfo }) => publicKeyInfo.equals(own))) {
      throw new DrumError('key_not_found', `certificate: is for another key than that of ${holder.name}`, {
        case: holder.case,
      });
    }
    const { key, certificate: shown } = this.current.identity;
    const known = readChain(Buffer.from(shown), codes.unreadable);
    if (chain.length === known.length && chain.every(({ der }, index) => known[index]?.der.equals(der))) {
      throw drumError('certificate_already_exists', `certificate: is the one that ${holder.name} has`);
    }
    if (!isInOrder(chain, own)) {
      throw drumError(
        codes.disordered,
        `certificate: must begin with that of ${holder.name}, and behind each must be the one of its issuer`,
      );
    }
    return this.next({ key, certificate: chain.map(({ der }) => toPem('CERTIFICATE', der)).join('') });
  }

  private next(identity: TlsIdentity): NextIdentity {
    return {
      certificate: Certificate.fromPem(identity.certificate),
      take: async () => {
        await this.options.keep(identity);
        this.current.replace(identity);
      },
    };
  }
}

/** The certificates of a file in PEM, or the one of a file in DER. */
function readChain(file: Uint8Array, code: ErrorCode): Certificate[] {
  const unreadable = (rule: string, cause?: unknown) => drumError(code, `certificate: ${rule}`, cause);
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
    throw known.code === code ? known : unreadable('cannot be read as certificates in PEM or DER', error);
  }
}

/** The certificate of the key first, and behind each the one of its issuer. */
function isInOrder(chain: readonly Certificate[], own: Buffer): boolean {
  const read = chain.map(({ der }) => new X509Certificate(der));
  return (
    chain[0]?.publicKeyInfo.equals(own) === true &&
    read.every((certificate, index) => {
      const issuer = read[index + 1];
      return issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
    })
  );
}
