import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Certificate } from '#certs/certificate.ts';
import { toPem } from '#certs/pem.ts';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { systemClock } from '#config/clock.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { Seal } from '#protocol/transport/message.ts';
import { MessageSigning } from '#security-server/exchange/message-signing.ts';
import { readKeyConfiguration, type KeyEntry } from '#security-server/signer/key-configuration.ts';
import type { Country } from '../country.ts';

/** A security server that is registered and has keys, but does not run: a test speaks with its keys in its place. */
export class PeerIdentity {
  readonly address: string;
  readonly authentication: Certificate;
  readonly authenticationKey: KeyObject;
  private readonly country: Country;
  private readonly token: SoftwareToken;
  private readonly signingKeys: ReadonlyMap<string, KeyEntry>;
  private readonly root: Certificate;
  private readonly intermediate: Certificate;

  private constructor(
    country: Country,
    name: string,
    token: SoftwareToken,
    keys: readonly KeyEntry[],
    authenticationKey: KeyObject,
  ) {
    this.country = country;
    this.address = country.address(name);
    this.token = token;
    this.authentication = certificateOf(keys.find(({ usage }) => usage === 'AUTHENTICATION'));
    this.authenticationKey = authenticationKey;
    const signing = keys.filter(({ usage }) => usage === 'SIGNING');
    this.signingKeys = new Map(signing.map((key) => [keyOf(memberOfKey(key)), key]));
    const trust = join(country.sandbox.folders.centralServer, 'trust');
    this.root = Certificate.fromPem(readFileSync(join(trust, 'root.pem'), 'utf8'));
    this.intermediate = Certificate.fromPem(readFileSync(join(trust, 'intermediate.pem'), 'utf8'));
  }

  static async open(country: Country, name: string): Promise<PeerIdentity> {
    const folder = join(country.folder(name), 'data', 'signer');
    const token = await SoftwareToken.open({ folder: join(folder, 'softtoken') });
    await token.login(readFileSync(join(country.folder(name), 'pin'), 'utf8'));
    const keys = keysIn(country, name);
    const authentication = keys.find(({ usage }) => usage === 'AUTHENTICATION');
    return new PeerIdentity(country, name, token, keys, await token.privateKey(authentication?.id ?? ''));
  }

  /** What it shows in TLS. */
  get tls(): { readonly key: string; readonly cert: string } {
    return {
      key: this.authenticationKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: [this.authentication, this.intermediate].map(({ der }) => toPem('CERTIFICATE', der)).join(''),
    };
  }

  /** The certificate that it signs with for a member. */
  signingCertificate(client: ClientId): Certificate {
    return certificateOf(this.signingKeys.get(keyOf(memberOf(client))));
  }

  /** What the responders say now of a certificate and its intermediate. */
  ocspResponses(certificate: Certificate): Promise<Buffer[]> {
    return Promise.all([
      this.country.authority.ocspResponse(certificate, this.intermediate),
      this.country.authority.ocspResponse(this.intermediate, this.root),
    ]);
  }

  /** Signs a message, with what the responders say now, whatever it is. */
  async sign(client: ClientId, message: Uint8Array, bodyDigest: Uint8Array | undefined): Promise<Seal> {
    const certificate = this.signingCertificate(client);
    const ocspResponses = await this.ocspResponses(certificate);
    const signing = new MessageSigning({
      signer: { sign: ({ keyId, algorithm, data, form }) => this.token.sign(keyId, algorithm, data, form) },
      identityOf: () =>
        Promise.resolve({
          keyId: this.signingKeys.get(keyOf(memberOf(client)))?.id ?? '',
          certificate,
          intermediates: [this.intermediate],
          ocspResponses,
          algorithm: 'SHA512withECDSA',
          validUntil: systemClock.now(),
        }),
      batches: 'never',
      now: () => systemClock.now(),
    });
    return signing.sign(client, message, bodyDigest === undefined ? [] : [{ digest: bodyDigest }]);
  }
}

/** Keys and certificates of a security server of the country, whether it runs or not. */
function keysIn(country: Country, name: string): KeyEntry[] {
  const file = join(country.folder(name), 'data', 'signer', 'keyconf.json');
  return readKeyConfiguration(readFileSync(file, 'utf8'), file).tokens.flatMap(({ keys }) => keys);
}

/** The certificate that a server of the country signs with for a member (`CLASS/CODE`); without one, shows to its peers. */
export function certificateOfServer(country: Country, name: string, member?: string): Certificate {
  const found = keysIn(country, name).find(({ certificates: [entry] }) => {
    const named = entry?.member;
    return (named && `${named.memberClass}/${named.memberCode}`) === member;
  });
  return certificateOf(found);
}

function certificateOf(key: KeyEntry | undefined): Certificate {
  const [entry] = key?.certificates ?? [];
  if (entry === undefined) throw new Error('There is no such certificate');
  return Certificate.fromDer(Buffer.from(entry.certificate, 'base64'));
}

function memberOfKey({ certificates: [entry] }: KeyEntry): ClientId {
  if (entry?.member === undefined) throw new Error('A signing key without a member');
  return { type: 'MEMBER', ...entry.member };
}
