import * as client from 'openid-client';
import { Agent, fetch, type RequestInit } from 'undici';
import { drumError, asDrumError } from '#protocol/errors.ts';
import type { Arrival, Assertion, SignOnProvider } from './provider.ts';
import type { ProviderSettings } from './settings.ts';

const ANSWER_SECONDS_MAX = 10;
const ANSWER_BYTES_MAX = 1_000_000;
/** How long what a provider says of itself is believed: its keys change. */
const METADATA_MS_MAX = 600_000;

type Settings = NonNullable<ProviderSettings['openIdConnect']>;

/** OpenID Connect Core 1.0 with the authorization code flow, PKCE (RFC 7636), state and nonce; the ID token's signature is judged. */
export class OpenIdConnectProvider implements SignOnProvider {
  private readonly settings: Settings;
  private readonly redirectUri: string;
  private readonly dispatcher: Agent;
  private known: { readonly configuration: Promise<client.Configuration>; readonly until: number } | undefined;

  constructor(settings: Settings, redirectUri: string) {
    this.settings = settings;
    this.redirectUri = redirectUri;
    this.dispatcher = new Agent({
      maxResponseSize: ANSWER_BYTES_MAX,
      ...(settings.ca === undefined ? {} : { connect: { ca: settings.ca } }),
    });
  }

  async begin(state: string) {
    const configuration = await this.configuration();
    const memory = { verifier: client.randomPKCECodeVerifier(), nonce: client.randomNonce() };
    const { scopes, acrValues } = this.settings;
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: scopes.join(' '),
      ...{ state, nonce: memory.nonce },
      code_challenge: await client.calculatePKCECodeChallenge(memory.verifier),
      code_challenge_method: 'S256',
      ...(acrValues.length === 0 ? {} : { acr_values: acrValues.join(' ') }),
    });
    return { departure: { redirect: url.href }, memory: JSON.stringify(memory) };
  }

  async finish({ url }: Arrival, state: string, memory: string): Promise<Assertion> {
    const { verifier, nonce } = JSON.parse(memory) as { verifier: string; nonce: string };
    const configuration = await this.configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, url, {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      });
      const claims = tokens.claims();
      if (claims === undefined) throw drumError('sign_on_refused', 'The provider sent no ID token');
      this.requireAssurance(claims.acr);
      return this.assertionOf(await this.withUserInfo(configuration, { ...claims }, tokens.access_token, claims.sub));
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private requireAssurance(acr: unknown): void {
    const { acrValues } = this.settings;
    if (acrValues.length > 0 && (typeof acr !== 'string' || !acrValues.includes(acr))) {
      throw drumError('sign_on_refused', `The authentication is none of ${acrValues.join(', ')}`);
    }
  }

  /** Many providers put groups only where they must be asked for. */
  private async withUserInfo(
    configuration: client.Configuration,
    claims: Record<string, unknown>,
    accessToken: string,
    subject: string,
  ): Promise<Record<string, unknown>> {
    const { nameClaim, rolesClaim } = this.settings;
    const isWhole = nameClaim in claims && rolesClaim in claims;
    if (isWhole || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await client.fetchUserInfo(configuration, accessToken, subject)), ...claims };
  }

  private assertionOf(claims: Readonly<Record<string, unknown>>): Assertion {
    const { nameClaim, rolesClaim } = this.settings;
    const name = claims[nameClaim];
    const groups = [claims[rolesClaim] ?? []].flat().filter((group) => typeof group === 'string');
    return { subject: String(claims.sub), ...(typeof name === 'string' ? { name } : {}), groups };
  }

  private configuration(): Promise<client.Configuration> {
    if (this.known !== undefined && performance.now() < this.known.until) return this.known.configuration;
    const configuration = this.discover();
    this.known = { configuration, until: performance.now() + METADATA_MS_MAX };
    configuration.catch(() => {
      this.known = undefined;
    });
    return configuration;
  }

  private async discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    // The settings take such an issuer on this machine alone.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the library's way of marking what needs thought
    const insecure = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
    try {
      return await client.discovery(new URL(issuer), clientId, {}, client.ClientSecretBasic(clientSecret), {
        [client.customFetch]: (url, options) => this.fetched(url, options),
        timeout: ANSWER_SECONDS_MAX,
        execute: [...insecure, client.enableNonRepudiationChecks],
      });
    } catch (error) {
      throw drumError('sign_on_provider_failed', `The provider ${issuer} does not answer as it should`, error);
    }
  }

  private async fetched(url: string, options: client.CustomFetchOptions): Promise<Response> {
    const answer = await fetch(url, { ...(options as unknown as RequestInit), dispatcher: this.dispatcher });
    return new Response(await answer.text(), { status: answer.status, headers: [...answer.headers] });
  }
}

/** Whose fault it is: what the provider refused or what is forged is one thing, a provider that is away another. */
function refusalOf(error: unknown): Error {
  if (error instanceof client.AuthorizationResponseError) {
    return drumError('sign_on_refused', `The provider refused: ${error.error}`, error);
  }
  if (error instanceof client.ResponseBodyError) {
    return drumError('sign_on_refused', `The provider did not take the code: ${error.error}`, error);
  }
  if (error instanceof client.ClientError) {
    const isAway = error.code === 'OAUTH_TIMEOUT' || error.cause instanceof TypeError;
    return drumError(isAway ? 'sign_on_provider_failed' : 'sign_on_refused', error.message, error);
  }
  if (error instanceof TypeError) return drumError('sign_on_provider_failed', 'The provider does not answer', error);
  return asDrumError(error);
}
