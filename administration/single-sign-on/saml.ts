import { SAML, ValidateInResponseTo, type CacheProvider, type Profile } from '@node-saml/node-saml';
import { newSecret } from '../accounts/secrets.ts';
import { withoutPersonalNumbers } from '#config/personal-numbers.ts';
import { drumError } from '#protocol/errors.ts';
import type { Arrival, Assertion, Departure, SignOnProvider } from './provider.ts';
import type { ProviderSettings } from './settings.ts';

const CLOCK_SKEW_MS = 60_000;
const RESPONSE_CHARACTERS_MAX = 300_000;
const REASON_CHARACTERS_KEPT = 200;
const EAUTH_EXTENSION = 'urn:bg:egov:eauth:2.0:saml:ext';
/** What eAuthentication calls whom it has identified. */
const EAUTH_SUBJECT = 'urn:egov:bg:eauth:2.0:attributes:personIdentifier';

type Settings = NonNullable<ProviderSettings['saml']>;

/** XML Signature 1.1, 6.1 discourages SHA-1; the library would take it. */
const WEAK = ['xmldsig#rsa-sha1', 'xmldsig#dsa-sha1', 'xmldsig#hmac-sha1'];

/**
 * SAML 2.0, Web Browser SSO profile: signed requests by redirect or POST, signed assertions by POST, each the answer to a request
 * of ours and taken once. Assertions that nobody asked for are refused.
 */
export class SamlProvider implements SignOnProvider {
  private readonly settings: Settings;
  private readonly callbackUrl: string;

  constructor(settings: Settings, callbackUrl: string) {
    this.settings = settings;
    this.callbackUrl = callbackUrl;
  }

  async begin(state: string) {
    const id = `_${newSecret()}`;
    const saml = this.saml(id);
    return { departure: await this.departure(saml, state), memory: id };
  }

  async finish({ form }: Arrival, _state: string, memory: string): Promise<Assertion> {
    const response = form.SAMLResponse;
    if (typeof response !== 'string' || response.length > RESPONSE_CHARACTERS_MAX) {
      throw drumError('sign_on_refused', 'The answer has no SAMLResponse, or one that is too large');
    }
    const xml = Buffer.from(response, 'base64');
    // Its parser would read one; nobody needs it.
    if (xml.includes('<!DOCTYPE')) throw drumError('sign_on_refused', 'The answer has a document type declaration');
    if (WEAK.some((algorithm) => xml.includes(algorithm))) {
      throw drumError('sign_on_refused', 'The answer is signed by way of SHA-1');
    }
    try {
      const { profile } = await this.saml(memory).validatePostResponseAsync({ SAMLResponse: response });
      if (profile === null) throw drumError('sign_on_refused', 'The answer is no assertion');
      // The library holds the issuer of log-outs alone against the one that it is told.
      if (profile.issuer !== this.settings.provider.entityId) {
        throw drumError(
          'sign_on_refused',
          `The assertion is of another issuer than ${this.settings.provider.entityId}`,
        );
      }
      return this.assertionOf(profile);
    } catch (error) {
      if (error instanceof Error && error.name === 'DrumError') throw error;
      const reason = withoutPersonalNumbers(error instanceof Error ? error.message : 'it cannot be read').slice(
        0,
        REASON_CHARACTERS_KEPT,
      );
      throw drumError('sign_on_refused', `The answer does not hold: ${reason}`, error);
    }
  }

  metadata(): string {
    const { certificate } = this.settings;
    return this.saml('_metadata').generateServiceProviderMetadata(certificate, certificate);
  }

  private async departure(saml: SAML, state: string): Promise<Departure> {
    if (this.settings.binding === 'redirect')
      return { redirect: await saml.getAuthorizeUrlAsync(state, undefined, {}) };
    const message = await saml.getAuthorizeMessageAsync(state);
    const fields = Object.fromEntries(Object.entries(message).map(([name, value]) => [name, String(value)]));
    return { post: { url: this.settings.provider.url, fields } };
  }

  private saml(requestId: string): SAML {
    const { entityId, provider, key, certificate, binding, eAuth } = this.settings;
    return new SAML({
      ...{ issuer: entityId, audience: entityId, callbackUrl: this.callbackUrl },
      ...{ entryPoint: provider.url, idpCert: [...provider.certificates] },
      ...{ privateKey: key, publicCert: certificate, decryptionPvk: key },
      ...{ signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' },
      ...(binding === 'post' ? { authnRequestBinding: 'HTTP-POST', skipRequestCompression: true } : {}),
      ...{ wantAssertionsSigned: true, wantAuthnResponseSigned: false, acceptedClockSkewMs: CLOCK_SKEW_MS },
      ...{ identifierFormat: null, disableRequestedAuthnContext: true },
      generateUniqueId: () => requestId,
      validateInResponseTo: ValidateInResponseTo.always,
      cacheProvider: onlyRequest(requestId),
      ...(eAuth === undefined ? {} : { samlAuthnRequestExtensions: extensionsFor(eAuth) }),
    });
  }

  private assertionOf(profile: Profile): Assertion {
    const { eAuth, subjectAttribute = eAuth === undefined ? undefined : EAUTH_SUBJECT } = this.settings;
    const { nameAttribute, rolesAttribute } = this.settings;
    const subject = subjectAttribute === undefined ? profile.nameID : valuesOf(profile, subjectAttribute)[0];
    if (subject === undefined || subject === '') {
      throw drumError('sign_on_refused', `The assertion does not say who it is (${subjectAttribute ?? 'NameID'})`);
    }
    const [name] = nameAttribute === undefined ? [] : valuesOf(profile, nameAttribute);
    return {
      subject,
      ...(name === undefined ? {} : { name }),
      groups: rolesAttribute === undefined ? [] : valuesOf(profile, rolesAttribute),
    };
  }
}

const valuesOf = (profile: Profile, name: string): string[] =>
  [Object.hasOwn(profile, name) ? profile[name] : []].flat().filter((value) => typeof value === 'string');

function extensionsFor({
  service,
  provider,
  levelOfAssurance,
}: NonNullable<Settings['eAuth']>): Record<string, unknown> {
  return {
    'egovbga:RequestedService': {
      '@xmlns:egovbga': EAUTH_EXTENSION,
      'egovbga:Service': service,
      'egovbga:Provider': provider,
      'egovbga:LevelOfAssurance': levelOfAssurance,
    },
  };
}

/** How old a request may be is judged before (`pending-log-ins.ts`): to the library none is too old. */
const SENT_AT = '9999-12-31T00:00:00.000Z';

/** The library asks which requests we have sent: of all of them, the one that this answer is to be held against. */
function onlyRequest(id: string): CacheProvider {
  const found = (key: string | null): string | null => (key === id ? SENT_AT : null);
  return {
    saveAsync: (_key, value) => Promise.resolve({ value, createdAt: 0 }),
    getAsync: (key) => Promise.resolve(found(key)),
    removeAsync: (key) => Promise.resolve(found(key)),
  };
}
