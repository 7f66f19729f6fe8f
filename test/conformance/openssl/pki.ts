import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Certificate } from '#certs/certificate.ts';
import type { Trust, TrustedCa } from '#certs/trust.ts';
import { openssl } from '../../openssl.ts';

export type KeyKind = 'RSA' | 'EC';

const KEY_ARGUMENTS: Readonly<Record<KeyKind, readonly string[]>> = {
  RSA: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  EC: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
};

interface CertificateToIssue {
  readonly name: string;
  readonly extensions: readonly string[];
  /** Certificates of one key share it. */
  readonly keyName?: string;
  /** Self-signed where it is left out. */
  readonly issuer?: string;
  readonly serial: number;
}

const CA = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign', 'subjectKeyIdentifier=hash'];

/** A public key infrastructure that OpenSSL's command line has made and keeps, in files of a folder. */
export class OpensslPki {
  private readonly folder: string;
  private readonly keys: KeyKind;

  constructor(folder: string, keys: KeyKind) {
    this.folder = folder;
    this.keys = keys;
    this.issue({ name: 'root', serial: 1, extensions: CA });
    this.issue({ name: 'other-root', serial: 2, extensions: CA });
    for (const [index, name] of ['good', 'revoked', 'suspended', 'unknown'].entries()) {
      const extensions = ['keyUsage=critical,nonRepudiation'];
      this.issue({ name, keyName: 'end', serial: 0x10 + index, issuer: 'root', extensions });
    }
    const responding = ['extendedKeyUsage=OCSPSigning', 'keyUsage=critical,digitalSignature'];
    this.issue({ name: 'responder', serial: 0x20, issuer: 'root', extensions: responding });
    this.issue({ name: 'other-responder', serial: 0x21, issuer: 'other-root', extensions: responding });
    this.issue({ name: 'no-responder', serial: 0x22, issuer: 'root', extensions: ['extendedKeyUsage=clientAuth'] });
    const stamping = ['extendedKeyUsage=critical,timeStamping', 'keyUsage=critical,digitalSignature'];
    this.issue({ name: 'tsa', serial: 0x30, issuer: 'root', extensions: stamping });
    this.issue({ name: 'other-tsa', serial: 0x31, issuer: 'root', extensions: stamping });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  certificate(name: string): Certificate {
    return Certificate.fromPem(readFileSync(this.path(`${name}.pem`), 'latin1'));
  }

  /** The root alone is approved; responders by delegation, or by configuration where one is named. */
  trust(responder?: string): Trust {
    const ocspResponders =
      responder === undefined ? [] : [{ url: 'http://ocsp.invalid/', certificate: this.certificate(responder) }];
    const top: TrustedCa = { certificate: this.certificate('root'), ocspResponders };
    return {
      instance: 'XX',
      services: [{ name: 'OpenSSL', authenticationOnly: false, profile: '', top, intermediates: [] }],
      ocspFreshnessSecondsMax: 3_600,
      ocspVerifyNextUpdate: true,
    };
  }

  /** Runs OpenSSL in the folder's terms; fails loudly where it does. */
  run(args: readonly string[]): string {
    const { text, code } = openssl(args);
    if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`);
    return text;
  }

  private issue({ name, keyName = name, extensions, issuer, serial }: CertificateToIssue): void {
    const key = this.path(`${keyName}.key`);
    if (!existsSync(key)) this.run(['genpkey', ...KEY_ARGUMENTS[this.keys], '-out', key]);
    const request = this.path(`${name}.csr`);
    this.run(['req', '-new', '-key', key, '-subj', `/O=OpenSSL/CN=${name}`, '-out', request]);
    const file = this.path(`${name}.cnf`);
    writeFileSync(file, extensions.join('\n'));
    const signer =
      issuer === undefined
        ? ['-signkey', key]
        : ['-CA', this.path(`${issuer}.pem`), '-CAkey', this.path(`${issuer}.key`)];
    this.run([
      ...['x509', '-req', '-in', request, '-days', '30', '-set_serial', String(serial), '-extfile', file],
      ...[...signer, '-out', this.path(`${name}.pem`)],
    ]);
  }
}
