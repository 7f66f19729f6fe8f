import { generateKeyPairSync } from 'node:crypto';
import { request } from 'undici';
import { digest } from '#certs/algorithms.ts';
import { startAuthority, type AuthorityProgramOptions, type RunningAuthority } from '#certs/authority/program.ts';
import { Certificate } from '#certs/certificate.ts';
import { certificateRequest } from '#certs/csr.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspResponse } from '#certs/ocsp/verification.ts';
import { signingKey } from '#certs/signing-key.ts';
import { timestampRequest } from '#certs/timestamp/request.ts';
import { fixedClock } from '#config/clock.ts';
import { AUTHORITY_NOW, trustIn } from './authority.ts';
import { keptLog } from './quiet-log.ts';
import { refusal } from './refusal.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

export async function send(
  url: string,
  options: {
    method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
    type?: string;
    body?: Uint8Array | string;
    host?: string;
  } = {},
): Promise<Answer> {
  const { method = 'GET', type, body, host } = options;
  const headers = { ...(type === undefined ? {} : { 'content-type': type }), ...(host === undefined ? {} : { host }) };
  const answer = await request(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, type: String(answer.headers['content-type']), body: bytes };
}

export const post = (url: string, type: string, body: Uint8Array): Promise<Answer> =>
  send(url, { method: 'POST', type, body });

export const startTestAuthority = (
  folder: string,
  options: Partial<AuthorityProgramOptions> = {},
  hasControl = true,
): Promise<RunningAuthority> =>
  startAuthority(
    {
      folder,
      name: 'Test',
      seed: 'seed',
      keys: 'EC',
      intermediate: true,
      clock: fixedClock(AUTHORITY_NOW),
      address: '127.0.0.1',
      ports: { ca: 0, ocsp: 0, tsa: 0 },
      ...(hasControl ? { control: { address: '127.0.0.1', port: 0 } } : {}),
      ocspNextUpdateSeconds: 3600,
      ...options,
    },
    keptLog(),
  );

/** The key of whoever asks for certificates. */
export const MEMBER_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const MEMBER_CSR = await certificateRequest({
  subject: [{ type: 'CN', value: '1' }],
  key: signingKey(MEMBER_KEY),
  usage: 'sign',
});
export const STAMPED = {
  digestName: 'SHA-512',
  digest: digest('SHA-512', Buffer.from('what is stamped')),
} as const;

/** Whoever uses an authority, over HTTP alone. */
export class AuthorityUser {
  readonly running: RunningAuthority;

  constructor(running: RunningAuthority) {
    this.running = running;
  }

  get intermediate(): Certificate {
    const issuer = this.running.authority.intermediate;
    if (issuer === undefined) throw new Error('no intermediate authority');
    return issuer.certificate;
  }

  issue(query = 'profile=sign', body: Uint8Array = MEMBER_CSR): Promise<Answer> {
    return post(`${this.running.urls.ca}/certificates?${query}`, 'application/pkcs10', body);
  }

  async issued(): Promise<Certificate> {
    return Certificate.fromPem((await this.issue()).body.toString());
  }

  ocsp(certificate: Certificate): Promise<Answer> {
    return post(this.running.urls.ocsp, 'application/ocsp-request', ocspRequest(certificate, this.intermediate));
  }

  stamp(): Promise<Answer> {
    return post(this.running.urls.tsa, 'application/timestamp-query', timestampRequest(STAMPED));
  }

  control(path: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', value?: unknown): Promise<Answer> {
    const json = value === undefined ? {} : { type: 'application/json', body: JSON.stringify(value) };
    return send(`${this.running.urls.control ?? ''}${path}`, { method, ...json });
  }

  /** What a party that approves the authority makes of its OCSP answer. */
  ocspVerdict(certificate: Certificate, { body }: Answer): string {
    return refusal(() => {
      const response = readOcspResponse(body);
      const trust = trustIn(this.running.authority);
      verifyOcspResponse({ response, certificate, issuer: this.intermediate, trust, at: AUTHORITY_NOW });
    });
  }
}
