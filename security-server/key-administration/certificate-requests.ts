import { randomUUID } from 'node:crypto';
import { certificateRequestPem } from '#certs/csr.ts';
import { isKnownProfile, subjectFields, type SubjectField, type SubjectParameters } from '#certs/profiles/index.ts';
import type { ApprovedCa } from '#protocol/configuration/parameters.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { memberOf, sameMember } from '#protocol/identifiers/compare.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ServerContext } from '../context.ts';
import type { SignerClient } from '../signer/client.ts';
import type { KeyUsage } from '../signer/key-configuration.ts';
import { requestCertificate, type ProvisionedSigner } from '../signer/provision.ts';
import { keyIn, tokenIn, type FoundRequest } from './finding.ts';
import { isSoftware, keyActions, requireAction, tokenActions } from './possible-actions.ts';

export type RequestFormat = 'PEM' | 'DER';

export interface WantedRequest {
  readonly usage: KeyUsage;
  /** Name of an approved certification service. */
  readonly authority: string;
  readonly format: RequestFormat;
  /** Whom a signing certificate is for. */
  readonly member?: MemberId;
  /** What the fields of the subject hold that are open. */
  readonly values: Readonly<Record<string, string>>;
}

export interface MadeRequest {
  readonly keyId: string;
  readonly requestId: string;
  readonly subject: string;
  readonly file: RequestFile;
}

export interface RequestFile {
  readonly name: string;
  readonly bytes: Buffer | string;
}

/** As X-Road's `signer.key-length`. */
const KEY_SPEC = { kind: 'rsa', bits: 2048 } as const;

type Context = Pick<ServerContext, 'serverId' | 'globalConfiguration' | 'serverConfiguration' | 'clock'>;

interface Options {
  readonly context: Context;
  readonly signer: ProvisionedSigner & Pick<SignerClient, 'deleteKey'>;
}

/** What is asked of certification authorities for the keys of a server. */
export class CertificateRequests {
  private readonly context: Context;
  private readonly signer: Options['signer'];

  constructor({ context, signer }: Options) {
    this.context = context;
    this.signer = signer;
  }

  /** Throws `certificate_authority_not_found`. */
  authority(name: string): ApprovedCa {
    const configuration = this.context.globalConfiguration();
    const found = configuration.shared(configuration.instance).approvedCas.find((each) => each.name === name);
    if (found === undefined) {
      throw drumError(
        'certificate_authority_not_found',
        `No authority ${JSON.stringify(name.slice(0, 100))} is approved`,
      );
    }
    return found;
  }

  /**
   * The fields that an authority wants filled. `isNew`: the member is about to be added here. Throws
   * `certificate_authority_not_found`, `wrong_key_usage`, `client_not_found`, `certificate_profile_instantiation_failure`.
   */
  fields(authority: string, usage: KeyUsage, member: MemberId, isNew = false): readonly SubjectField[] {
    return this.fieldsOf(this.authority(authority), usage, member, isNew);
  }

  /** Throws `key_not_found`, and as `makeWithKey`. */
  async make(keyId: string, wanted: WantedRequest): Promise<MadeRequest> {
    const authority = this.authorityFor(wanted);
    const found = keyIn(await this.signer.keys(), keyId);
    this.requireMember(wanted);
    if (found.key.usage !== undefined && found.key.usage !== wanted.usage) {
      throw drumError('wrong_key_usage', `The key is for ${found.key.usage}, not for ${wanted.usage}`);
    }
    requireAction(wanted.usage === 'SIGNING' ? 'GENERATE_SIGN_CSR' : 'GENERATE_AUTH_CSR', keyActions(found));
    return this.requested(keyId, wanted, { authority, values: this.valuesOf(authority, wanted) });
  }

  /**
   * A new key with a request; where the request cannot be made, the key goes too. Throws `token_not_found`, `action_not_possible`,
   * `certificate_authority_not_found`, `invalid_csr_format`, `client_not_found`, `wrong_key_usage`, `invalid_dn_parameter`,
   * `certificate_profile_instantiation_failure`.
   */
  async makeWithKey(tokenId: string, label: string, wanted: WantedRequest): Promise<MadeRequest> {
    const authority = this.authorityFor(wanted);
    const token = tokenIn(await this.signer.keys(), tokenId);
    requireAction('GENERATE_KEY', tokenActions(token));
    if (wanted.usage === 'AUTHENTICATION' && !isSoftware(token)) {
      throw drumError('cert_wrong_usage', 'Authentication keys are in the software token');
    }
    this.requireMember(wanted);
    const values = this.valuesOf(authority, wanted);
    const { usage } = wanted;
    const keyId = await this.signer.generateKey({ ...{ tokenId, usage, spec: KEY_SPEC }, label: this.labelOf(label) });
    try {
      return await this.requested(keyId, wanted, { authority, values });
    } catch (error) {
      await this.signer.deleteKey(keyId).catch(() => undefined);
      throw error;
    }
  }

  /** A new key that is for nothing in particular yet. Throws `token_not_found`, `action_not_possible`. Returns its id. */
  async makeKey(tokenId: string, label: string): Promise<string> {
    requireAction('GENERATE_KEY', tokenActions(tokenIn(await this.signer.keys(), tokenId)));
    return this.signer.generateKey({ tokenId, label: this.labelOf(label), spec: KEY_SPEC });
  }

  /** A request as it was made. Throws `action_not_possible` where its key cannot be asked for, `csr_not_found` for one of old that was not kept. */
  file({ token, key, request }: FoundRequest, format: RequestFormat): RequestFile {
    const usage = key.usage ?? 'SIGNING';
    requireAction(usage === 'SIGNING' ? 'GENERATE_SIGN_CSR' : 'GENERATE_AUTH_CSR', keyActions({ token, key }));
    if (request.request === undefined) {
      throw drumError(
        'csr_not_found',
        `The request ${request.id} was made before requests were kept; make another one`,
      );
    }
    const member = request.member === undefined ? undefined : ({ type: 'MEMBER', ...request.member } as const);
    return this.fileOf(Buffer.from(request.request, 'base64'), { usage, format, member });
  }

  private authorityFor({ authority: name, format }: WantedRequest): ApprovedCa {
    const authority = this.authority(name);
    if (authority.defaultCsrFormat !== undefined && authority.defaultCsrFormat !== format) {
      throw drumError('invalid_csr_format', `The authority takes requests in ${authority.defaultCsrFormat} alone`);
    }
    return authority;
  }

  private requireMember({ usage, member }: WantedRequest): void {
    if (usage === 'SIGNING') this.requireLocal(member ?? this.owner);
  }

  private requireLocal(member: MemberId): void {
    if (isLocalMember(this.context, member)) return;
    throw drumError('client_not_found', `Neither ${keyOf(member)} nor a subsystem of it is a client of this server`);
  }

  private fieldsOf(authority: ApprovedCa, usage: KeyUsage, member: MemberId, isNew: boolean): readonly SubjectField[] {
    const { certificateProfileInfo: profile, authenticationOnly } = authority;
    if (usage === 'SIGNING') {
      if (authenticationOnly) throw drumError('wrong_key_usage', 'The authority certifies authentication keys alone');
      if (!isNew) this.requireLocal(member);
    }
    if (!isKnownProfile(profile)) {
      throw drumError('certificate_profile_instantiation_failure', `The profile ${profile.slice(0, 200)} is not known`);
    }
    return subjectFields(profile, usage === 'SIGNING' ? 'sign' : 'auth', this.parametersOf(usage, member));
  }

  /** Fixed fields hold what they hold, whatever is given for them, as in X-Road. */
  private valuesOf(
    authority: ApprovedCa,
    { usage, member = this.owner, values }: WantedRequest,
  ): Record<string, string> {
    const fields = this.fieldsOf(authority, usage, member, false);
    const unknown = Object.keys(values).find((id) => !fields.some((field) => field.id === id));
    if (unknown !== undefined) {
      throw drumError('invalid_dn_parameter', `The authority wants no field ${JSON.stringify(unknown.slice(0, 100))}`);
    }
    const open = fields.filter(({ readOnly }) => !readOnly);
    return Object.fromEntries(
      open.map(({ id, value }) => {
        const text = (values[id] ?? '').trim() === '' ? value : (values[id] ?? '');
        if (text.trim() === '') throw drumError('invalid_dn_parameter', `${id}: the authority wants it filled`);
        return [id, text];
      }),
    );
  }

  private async requested(
    keyId: string,
    { usage, member = this.owner, format }: WantedRequest,
    { authority, values }: { readonly authority: ApprovedCa; readonly values: Record<string, string> },
  ): Promise<MadeRequest> {
    try {
      const { request, requestId, subject } = await requestCertificate(this.signer, {
        ...{ keyId, usage, values, spec: KEY_SPEC, label: '' },
        profile: authority.certificateProfileInfo,
        parameters: this.parametersOf(usage, member),
      });
      return { keyId, requestId, subject, file: this.fileOf(request, { usage, format, member }) };
    } catch (error) {
      const { code, message } = asDrumError(error);
      if (code !== 'incorrect_certificate' && code !== 'malformed_csr') throw error;
      throw drumError('invalid_dn_parameter', message, error);
    }
  }

  private parametersOf(usage: KeyUsage, wanted: MemberId): SubjectParameters {
    const { serverId: server, globalConfiguration } = this.context;
    const member = usage === 'SIGNING' ? wanted : this.owner;
    return { member, server, memberName: globalConfiguration().memberName(member) ?? '' };
  }

  private get owner(): MemberId {
    return memberOf(this.context.serverId);
  }

  private labelOf(label: string): string {
    return label === '' ? `${this.context.clock.now().toISOString().slice(0, 19)} ${randomUUID().slice(0, 4)}` : label;
  }

  private fileOf(
    der: Buffer,
    {
      usage,
      format,
      member = this.owner,
    }: { readonly usage: KeyUsage; readonly format: RequestFormat; readonly member?: MemberId | undefined },
  ): RequestFile {
    const { serverId, clock } = this.context;
    const day = clock.now().toISOString().slice(0, 10).replaceAll('-', '');
    const { instance, memberClass, memberCode } = usage === 'SIGNING' ? member : serverId;
    const whose =
      usage === 'SIGNING'
        ? ['sign_csr', day, 'member', instance, memberClass, memberCode]
        : ['auth_csr', day, 'securityserver', instance, memberClass, memberCode, serverId.serverCode];
    return {
      name: `${whose.join('_')}.${format.toLowerCase()}`,
      bytes: format === 'PEM' ? certificateRequestPem(der) : der,
    };
  }
}

/** Whether a member is the owner of the server or has a client here. */
export function isLocalMember(
  { serverId, serverConfiguration }: Pick<ServerContext, 'serverId' | 'serverConfiguration'>,
  member: MemberId,
): boolean {
  return (
    sameMember(serverId, member) || serverConfiguration().configuration.clients.some(({ id }) => sameMember(id, member))
  );
}
