import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { ownFolder, type Ownership } from '#config/ownership.ts';
import { drumError } from '#protocol/errors.ts';
import { Certificate } from '../certificate.ts';
import { keyIdentifierOf, writeCertificate } from '../certificate-writer.ts';
import { readCertificateRequest } from '../csr.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { authorityKeyExtension, subjectAlternativeNameExtension, subjectKeyExtension } from '../extension-writer.ts';
import { toPem } from '../pem.ts';
import { signingKey, type SigningKey } from '../signing-key.ts';
import { keySpecOf } from '../tokens/token.ts';
import { Ledger, type CertificateStanding, type IssuerName, type Standing } from './ledger.ts';
import { profileExtensions, validityYears, type AnyProfile, type IssuedProfile } from './profiles.ts';
import { seededKey, seededSerial, seedFingerprint, type KeyPair } from './seed.ts';

/** Certificates are valid from a day before they are issued, for parties whose clocks are behind. */
const BACKDATED_MS = 86_400_000;

export interface AuthorityOptions {
  readonly folder: string;
  /** Stands in the names of the authority's own certificates. */
  readonly name: string;
  /** The same seed gives the same keys (EC only), names and serial numbers. It is as secret as the keys. */
  readonly seed: string;
  /** Of the authority's own keys. RSA keys cannot come from a seed: they are made once and kept in the folder. */
  readonly keys: 'EC' | 'RSA';
  readonly intermediate: boolean;
  readonly clock: Clock;
}

/** One of the authority's own certificates with its key. */
export interface Identity {
  readonly certificate: Certificate;
  readonly key: SigningKey;
}

/** A certification authority's own certificate, and the one it delegated its OCSP answers to (RFC 6960 §4.2.2.2). */
export interface Issuer extends Identity {
  readonly name: IssuerName;
  readonly responder: Identity;
}

export interface IssueRequest {
  readonly profile: IssuedProfile;
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly alternativeNames?: readonly string[];
  /** The intermediate authority where there is one, else the root. */
  readonly issuer?: IssuerName;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const OWN = {
  root: { profile: 'root', title: 'Root CA' },
  intermediate: { profile: 'intermediate', title: 'Intermediate CA' },
  ocsp: { profile: 'ocsp', title: 'OCSP Responder' },
  'ocsp-intermediate': { profile: 'ocsp', title: 'OCSP Responder of the Intermediate CA' },
  tsa: { profile: 'tsa', title: 'Time-Stamping Authority' },
} as const satisfies Record<string, { profile: AnyProfile; title: string }>;
type OwnName = keyof typeof OWN;

const RSA_BITS = 3072;

/**
 * A certification authority for sandboxes and tests: root, optionally an intermediate, their OCSP responders, a time-stamping
 * authority, and a ledger of all that was issued, kept in a folder. It checks nobody's identity. One process owns a folder.
 */
export class Authority {
  readonly clock: Clock;
  private readonly options: AuthorityOptions;
  private readonly ledger: Ledger;
  private readonly ownership: Ownership;
  private readonly own = new Map<OwnName, Identity>();
  private issuing: Promise<unknown> = Promise.resolve();

  private constructor(options: AuthorityOptions, ledger: Ledger, ownership: Ownership) {
    this.options = options;
    this.clock = options.clock;
    this.ledger = ledger;
    this.ownership = ownership;
  }

  /**
   * Opens the folder, or founds a new authority there. Throws `malformed_server_conf` where the folder is of an authority with
   * another name, seed or kind of key, and what `ownFolder` throws: two processes would give one serial number twice.
   */
  static async open(options: AuthorityOptions): Promise<Authority> {
    const ownership = ownFolder(options.folder);
    try {
      return await Authority.openOwned(options, ownership);
    } catch (error) {
      ownership.release();
      throw error;
    }
  }

  private static async openOwned(options: AuthorityOptions, ownership: Ownership): Promise<Authority> {
    for (const folder of ['certificates', 'keys']) {
      await mkdir(join(options.folder, folder), { recursive: true, mode: 0o700 });
    }
    await checkIdentity(options);
    const authority = new Authority(options, await Ledger.open(join(options.folder, 'ledger.jsonl')), ownership);
    try {
      await authority.found();
      return authority;
    } catch (error) {
      await authority.close();
      throw error;
    }
  }

  get root(): Issuer {
    return { name: 'root', ...this.identity('root'), responder: this.identity('ocsp') };
  }

  get intermediate(): Issuer | undefined {
    if (!this.options.intermediate) return undefined;
    return { name: 'intermediate', ...this.identity('intermediate'), responder: this.identity('ocsp-intermediate') };
  }

  get issuers(): readonly Issuer[] {
    const { root, intermediate } = this;
    return intermediate === undefined ? [root] : [root, intermediate];
  }

  get tsa(): Identity {
    return this.identity('tsa');
  }

  /** The authority's own certificates, by the name of their file. */
  get certificates(): ReadonlyMap<string, Certificate> {
    return new Map([...this.own].map(([name, { certificate }]) => [name, certificate]));
  }

  /** Issues a certificate. Throws `unsupported_sign_algorithm` for a weak or unknown kind of key, `invalid_request` for an issuer that is not there. */
  async issue(request: IssueRequest): Promise<Certificate> {
    keySpecOf(request.publicKey);
    const issuer = this.issuer(request.issuer ?? (this.options.intermediate ? 'intermediate' : 'root'));
    return this.exclusively(() => this.write(request, issuer));
  }

  /** Issues what a PKCS#10 request (DER or PEM) asks for: its subject, key and alternative names. Throws `malformed_csr` besides. */
  async issueFor(
    csr: Uint8Array,
    options: Pick<IssueRequest, 'profile' | 'issuer' | 'notBefore' | 'notAfter'>,
  ): Promise<Certificate> {
    const { subject, publicKey, alternativeNames } = readCertificateRequest(csr);
    return this.issue({ ...options, subject, publicKey, alternativeNames });
  }

  /** What the authority says about a certificate of this issuer; `unknown` for one that it never issued. */
  standing(issuer: IssuerName, serial: bigint): Standing {
    const hex = hexOf(serial);
    if (this.ledger.get(hex)?.issuer !== issuer) return { standing: 'unknown', at: this.clock.now() };
    return this.ledger.standing(hex) ?? { standing: 'good', at: this.clock.now() };
  }

  /**
   * Revokes, suspends, disowns or reinstates a certificate, from now on. A real authority could not take a revocation back.
   * Throws `cert_not_found`.
   */
  async setStanding(serial: bigint, standing: CertificateStanding): Promise<void> {
    const hex = hexOf(serial);
    if (this.ledger.get(hex) === undefined) throw drumError('cert_not_found', `No certificate ${hex} was issued here`);
    await this.ledger.recordStanding(hex, { standing, at: this.clock.now() });
  }

  /** Makes every certificate good again. */
  async reinstateAll(): Promise<void> {
    for (const serial of this.ledger.changed()) await this.setStanding(BigInt(`0x${serial}`), 'good');
  }

  /** A certificate that was issued here. Throws `cert_not_found`. */
  async find(serial: bigint): Promise<Certificate> {
    const hex = hexOf(serial);
    if (this.ledger.get(hex) === undefined) throw drumError('cert_not_found', `No certificate ${hex} was issued here`);
    return Certificate.fromPem(await readFile(this.certificatePath(hex), 'utf8'));
  }

  /** Everything that was issued, in order. */
  issued() {
    return this.ledger.all().map((record) => ({
      ...record,
      standing: this.ledger.standing(record.serial)?.standing ?? 'good',
    }));
  }

  async close(): Promise<void> {
    await this.issuing;
    await this.ledger.close();
    this.ownership.release();
  }

  private async found(): Promise<void> {
    await this.openOwn('root', undefined);
    await this.openOwn('ocsp', 'root');
    await this.openOwn('tsa', 'root');
    if (!this.options.intermediate) return;
    await this.openOwn('intermediate', 'root');
    await this.openOwn('ocsp-intermediate', 'intermediate');
  }

  /** Loads a certificate of the authority itself, or issues it. */
  private async openOwn(name: OwnName, issuer: IssuerName | undefined): Promise<void> {
    const pair = await this.keyPair(name);
    const key = signingKey(pair);
    const path = join(this.options.folder, `${name}.pem`);
    if (existsSync(path)) {
      this.own.set(name, { certificate: Certificate.fromPem(await readFile(path, 'utf8')), key });
      return;
    }
    const { profile, title } = OWN[name];
    const subject = DistinguishedName.fromAttributes([
      { type: 'O', value: this.options.name },
      { type: 'CN', value: `${this.options.name} ${title}` },
    ]);
    const request = { profile, subject, publicKey: pair.publicKey };
    const signer = issuer === undefined ? { name: 'root' as const, key, subject } : this.issuer(issuer);
    const certificate = await this.write(request, signer);
    await replaceFile(path, toPem('CERTIFICATE', certificate.der));
    this.own.set(name, { certificate, key });
  }

  private async keyPair(name: OwnName): Promise<KeyPair> {
    if (this.options.keys === 'EC') return seededKey(this.options.seed, name);
    const path = join(this.options.folder, 'keys', `${name}.pem`);
    if (existsSync(path)) {
      const privateKey = createPrivateKey(await readFile(path));
      return { privateKey, publicKey: createPublicKey(privateKey) };
    }
    const pair = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
    await replaceFile(path, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return pair;
  }

  private identity(name: OwnName): Identity {
    const identity = this.own.get(name);
    if (identity === undefined) throw drumError('internal_error', `The authority has no certificate ${name}`);
    return identity;
  }

  private issuer(name: IssuerName) {
    const identity = name === 'root' || this.options.intermediate ? this.identity(name) : undefined;
    if (identity === undefined) throw drumError('invalid_request', 'This authority has no intermediate authority');
    return { name, key: identity.key, subject: identity.certificate.subject, notAfter: identity.certificate.notAfter };
  }

  private async write(
    request: Omit<IssueRequest, 'profile' | 'issuer'> & { readonly profile: AnyProfile },
    issuer: { name: IssuerName; key: SigningKey; subject: DistinguishedName; notAfter?: Date },
  ): Promise<Certificate> {
    const { profile, subject, publicKey, alternativeNames = [] } = request;
    const now = this.clock.now();
    const notAfter = request.notAfter ?? addYears(now, validityYears(profile));
    const serial = seededSerial(this.options.seed, this.ledger.count + 1);
    const certificate = await writeCertificate(
      {
        serial,
        issuer: issuer.subject,
        subject,
        publicKey,
        notBefore: request.notBefore ?? new Date(now.getTime() - BACKDATED_MS),
        // No longer than the issuer's own.
        notAfter: issuer.notAfter !== undefined && issuer.notAfter < notAfter ? issuer.notAfter : notAfter,
        extensions: [
          ...profileExtensions(profile),
          subjectKeyExtension(keyIdentifierOf(publicKey)),
          authorityKeyExtension(keyIdentifierOf(issuer.key.publicKey)),
          ...(alternativeNames.length === 0 ? [] : [subjectAlternativeNameExtension(alternativeNames)]),
        ],
      },
      issuer.key,
    );
    // First the certificate, then the line that makes it count.
    await replaceFile(this.certificatePath(hexOf(serial)), toPem('CERTIFICATE', certificate.der));
    await this.ledger.recordIssued({
      serial: hexOf(serial),
      issuer: issuer.name,
      profile,
      subject: subject.toRfc2253(),
    });
    return certificate;
  }

  private certificatePath(serialHex: string): string {
    return join(this.options.folder, 'certificates', `${serialHex}.pem`);
  }

  /** One after the other: the next serial number is the count of what was issued. */
  private exclusively<T>(action: () => Promise<T>): Promise<T> {
    const result = this.issuing.then(action);
    this.issuing = result.catch(() => undefined);
    return result;
  }
}

const hexOf = (serial: bigint): string => serial.toString(16);

function addYears(at: Date, years: number): Date {
  const later = new Date(at);
  later.setUTCFullYear(at.getUTCFullYear() + years);
  return later;
}

const identityFile = z.strictObject({ name: z.string(), seed: z.string(), keys: z.enum(['EC', 'RSA']) });

async function checkIdentity({ folder, name, seed, keys }: AuthorityOptions): Promise<void> {
  const path = join(folder, 'authority.json');
  const mine = { name, seed: seedFingerprint(seed), keys };
  if (!existsSync(path)) {
    await replaceFile(path, `${JSON.stringify(mine)}\n`);
    return;
  }
  const found = readIdentity(await readFile(path, 'utf8'));
  const different = (['name', 'seed', 'keys'] as const).find((field) => found?.[field] !== mine[field]);
  if (different !== undefined) {
    throw drumError('malformed_server_conf', `The folder ${folder} holds an authority with another ${different}`);
  }
}

function readIdentity(text: string): z.infer<typeof identityFile> | undefined {
  try {
    return identityFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
