import type { KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from '#certs/algorithms.ts';
import { Certificate } from '#certs/certificate.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import type { CertificatePurpose, CertificateVerifier, VerifiedCertificate } from '#certs/path.ts';
import type { RsaSignMechanism } from '#certs/tokens/token.ts';
import type { Trust } from '#certs/trust.ts';
import type { Clock } from '#config/clock.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, drumError, type DrumError, type ErrorCode } from '#protocol/errors.ts';
import { sameIdentifier, sameMember } from '#protocol/identifiers/compare.ts';
import type { MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { OwnCertificateStatus } from '../certificate-status/own-certificates.ts';
import type { SignerClient } from './client.ts';
import type { CertificateEntry, KeyUsage } from './key-configuration.ts';
import type { SignerState } from './messages.ts';
import { messageSignatureAlgorithm } from './sign-mechanism.ts';

/** A certificate that may be used now, with what proves it. */
export interface ProvenCertificate {
  readonly keyId: string;
  readonly certificate: Certificate;
  /** Above the certificate, the top authority not included. */
  readonly intermediates: readonly Certificate[];
  /** For the certificate and each intermediate, in that order (DER). */
  readonly ocspResponses: readonly Uint8Array[];
  /** When the first of certificates and OCSP responses stops being valid. */
  readonly validUntil: Date;
}

/** What a member's messages are signed with. */
export interface SigningIdentity extends ProvenCertificate {
  readonly algorithm: SignatureAlgorithm;
}

/** What the server shows in TLS. */
export interface AuthenticationIdentity extends ProvenCertificate {
  readonly key: KeyObject;
}

/** Members whose identity is remembered at most. */
const MEMBERS_MAX = 10_000;

export interface OwnIdentitiesOptions {
  readonly signer: Pick<SignerClient, 'keys' | 'authenticationKey' | 'onChange'>;
  readonly status: Pick<OwnCertificateStatus, 'responseFor' | 'onChange'>;
  readonly configuration: () => GlobalConfiguration;
  readonly verifier: CertificateVerifier;
  readonly clock: Clock;
  /** Of the software token: system parameter `signer.soft-token-rsa-sign-mechanism`. A device has its own. */
  readonly rsaSignMechanism: RsaSignMechanism;
}

/**
 * Which of the server's keys and certificates are used now (as X-Road's signer chooses): the first that is active, registered and valid, with good
 * and fresh OCSP responses for its whole path. A choice is kept until keys, responses or configuration change, or its time is over.
 */
export class OwnIdentities {
  private readonly options: OwnIdentitiesOptions;
  private readonly chosen = new Map<string, { identity: ProvenCertificate; configurationId: string }>();
  private readonly endings: (() => void)[];
  /** Counts changes: a choice that was made of older facts is not kept. */
  private generation = 0;

  constructor(options: OwnIdentitiesOptions) {
    this.options = options;
    const forget = () => {
      this.generation += 1;
      this.chosen.clear();
    };
    this.endings = [options.signer.onChange(forget), options.status.onChange(forget)];
  }

  /** Throws `cannot_create_signature`, saying what stands in the way of each certificate of the member. */
  signing(member: MemberId): Promise<SigningIdentity> {
    return this.choose(keyOf(member), 'cannot_create_signature', (state, configuration) => {
      const isOwn = (entry: CertificateEntry) => entry.member !== undefined && sameMember(entry.member, member);
      const proven = this.first(state, 'SIGNING', configuration.trust(member.instance), (_, entry) => isOwn(entry));
      if ('faults' in proven) {
        throw drumError('cannot_create_signature', `${keyOf(member)} cannot sign: ${reasons(proven.faults)}`);
      }
      const mechanism = rsaSignMechanismOf(state, proven.keyId) ?? this.options.rsaSignMechanism;
      return Promise.resolve({
        ...proven,
        algorithm: messageSignatureAlgorithm(proven.certificate.publicKey, mechanism),
      });
    });
  }

  /** Throws `key_not_found`, saying what stands in the way of each authentication certificate. */
  authentication(server: ServerId): Promise<AuthenticationIdentity> {
    return this.choose(keyOf(server), 'key_not_found', async (state, configuration) => {
      const isOwn = (certificate: Certificate) => {
        const registered = configuration.serverOfAuthenticationCertificate(certificate);
        return registered !== undefined && sameIdentifier(registered, server);
      };
      const proven = this.first(state, 'AUTHENTICATION', configuration.trust(server.instance), isOwn);
      if ('faults' in proven) {
        throw drumError(
          'key_not_found',
          `${keyOf(server)} has no authentication certificate that may be used: ${reasons(proven.faults)}`,
        );
      }
      return { ...proven, key: await this.options.signer.authenticationKey(proven.keyId) };
    });
  }

  close(): void {
    for (const end of this.endings) end();
  }

  private async choose<T extends ProvenCertificate>(
    key: string,
    code: ErrorCode,
    select: (state: SignerState, configuration: GlobalConfiguration) => Promise<T>,
  ): Promise<T> {
    const configuration = this.options.configuration();
    const known = this.chosen.get(key);
    if (known?.configurationId === configuration.id && known.identity.validUntil >= this.options.clock.now()) {
      // Under one key there is always the result of one kind of selection: members and servers have different keys.
      return known.identity as T;
    }
    const { generation } = this;
    const identity = await select(await this.state(code), configuration);
    if (generation === this.generation && this.chosen.size < MEMBERS_MAX) {
      this.chosen.set(key, { identity, configurationId: configuration.id });
    }
    return identity;
  }

  private async state(code: ErrorCode): Promise<SignerState> {
    try {
      return await this.options.signer.keys();
    } catch (error) {
      throw drumError(code, `The keys of this server are not known: ${asDrumError(error).message}`, error);
    }
  }

  private first(
    state: SignerState,
    usage: KeyUsage,
    trust: Trust,
    isOwn: (certificate: Certificate, entry: CertificateEntry) => boolean,
  ): ProvenCertificate | { readonly faults: readonly string[] } {
    const faults: string[] = [];
    for (const token of state.tokens) {
      for (const key of token.keys.filter((candidate) => candidate.usage === usage)) {
        for (const entry of key.certificates) {
          const certificate = certificateOf(entry);
          if (!isOwn(certificate, entry)) continue;
          const fault = unusable(entry) ?? tokenFault(token) ?? (key.usable ? undefined : 'its key cannot be used');
          const proven = fault ?? this.prove(key.id, certificate, usage, trust);
          if (typeof proven !== 'string') return proven;
          faults.push(`certificate ${certificate.serial}: ${proven}`);
        }
      }
    }
    return { faults };
  }

  /** The certificate with its proofs, or why it has none. */
  private prove(keyId: string, certificate: Certificate, usage: KeyUsage, trust: Trust): ProvenCertificate | string {
    const at = this.options.clock.now();
    const authorities = trust.services.flatMap(({ top, intermediates }) => [top, ...intermediates]);
    const links = [certificate, ...authorities.map((authority) => authority.certificate)];
    const held = links
      .map((link) => this.options.status.responseFor(link))
      .filter((response) => response !== undefined);
    const purpose: CertificatePurpose = usage === 'SIGNING' ? 'signing' : 'authentication';
    try {
      const verified = this.options.verifier.verify({ certificate, ocspResponses: held, trust, at, purpose });
      return {
        keyId,
        certificate,
        intermediates: verified.path.slice(1),
        ocspResponses: verified.ocsp.map(({ response }) => response),
        validUntil: validUntil(verified, trust),
      };
    } catch (error) {
      const fault: DrumError = asDrumError(error);
      return `${fault.code}: ${fault.message}`;
    }
  }
}

const read = new WeakMap<CertificateEntry, Certificate>();

/** Entries are immutable and replaced whole, so each is read once. */
export function certificateOf(entry: CertificateEntry): Certificate {
  let certificate = read.get(entry);
  if (certificate === undefined) {
    certificate = Certificate.fromDer(Buffer.from(entry.certificate, 'base64'));
    read.set(entry, certificate);
  }
  return certificate;
}

/** The certificates that are used or could be at once: those whose OCSP responses are kept fresh. */
export function usableCertificates(state: SignerState): Certificate[] {
  return state.tokens
    .filter(({ undeclared }) => undeclared !== true)
    .flatMap(({ keys }) => keys.flatMap(({ certificates }) => certificates))
    .filter((entry) => unusable(entry) === undefined)
    .map(certificateOf);
}

function tokenFault({ id, loggedIn, device }: SignerState['tokens'][number]): string | undefined {
  if (device?.available === false) return `token ${id} cannot be used: ${device.reason ?? 'it is away'}`;
  return loggedIn ? undefined : `token ${id} is not logged in`;
}

function rsaSignMechanismOf(state: SignerState, keyId: string): RsaSignMechanism | undefined {
  return state.tokens.find(({ keys }) => keys.some(({ id }) => id === keyId))?.device?.rsaSignMechanism;
}

function unusable({ active, status }: CertificateEntry): string | undefined {
  if (!active) return 'it is not active';
  return status === 'REGISTERED' ? undefined : `its status is ${status}`;
}

function reasons(faults: readonly string[]): string {
  return faults.length === 0 ? 'no certificate names it' : faults.join('; ');
}

function validUntil({ path, ocsp }: VerifiedCertificate, trust: Trust): Date {
  const ends = ocsp.flatMap(({ response }) => {
    const { thisUpdate, nextUpdate } = readOcspResponse(response);
    const staleAt = thisUpdate.getTime() + 1000 * trust.ocspFreshnessSecondsMax;
    return trust.ocspVerifyNextUpdate && nextUpdate !== undefined ? [staleAt, nextUpdate.getTime()] : [staleAt];
  });
  return new Date(Math.min(...path.map(({ notAfter }) => notAfter.getTime()), ...ends));
}
