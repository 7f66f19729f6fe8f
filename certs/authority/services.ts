import { setTimeout } from 'node:timers/promises';
import { generateKeyPairSync } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import { Certificate } from '../certificate.ts';
import { readCertificateRequest } from '../csr.ts';
import { DerFields, readDer } from '../der/read.ts';
import { derSequence } from '../der/write.ts';
import { derBitStringOf } from '../der/write-values.ts';
import { toPem } from '../pem.ts';
import type { Authority } from './authority.ts';
import { GOOD, type Behaviour, type Service } from './behaviour.ts';
import type { IssuerName } from './ledger.ts';
import type { Handler, Question, Reply } from './listener.ts';
import { answerOcsp, type OcspSettings } from './ocsp-service.ts';
import { isIssuedProfile, ISSUED_PROFILES } from './profiles.ts';
import { answerTimestamp } from './timestamp-service.ts';

/** How each service behaves at present. */
export type Behaviours = { [S in Service]: Behaviour<S> };

export const goodBehaviours = (): Behaviours => ({ ocsp: GOOD, tsa: GOOD, ca: GOOD });

const PEM_FILE = 'application/x-pem-file';

/** The services by the first part of their paths. */
export function serviceHandlers(
  authority: Authority,
  settings: OcspSettings,
  behaviours: Behaviours,
): ReadonlyMap<Service, Handler> {
  return new Map<Service, Handler>([
    [
      'ocsp',
      misbehaving(
        () => behaviours.ocsp,
        (question, behaviour) => ocsp(question, authority, settings, behaviour),
      ),
    ],
    [
      'tsa',
      misbehaving(
        () => behaviours.tsa,
        (question, behaviour) => timestamp(question, authority, behaviour),
      ),
    ],
    [
      'ca',
      misbehaving(
        () => behaviours.ca,
        (question, behaviour) => certification(question, authority, behaviour),
      ),
    ],
  ]);
}

/** What may go wrong with any service, whatever it would answer. */
function misbehaving<S extends Service>(
  current: () => Behaviour<S>,
  answer: (question: Question, behaviour: Behaviour<S>) => Promise<Reply>,
): Handler {
  return async (question, stopping) => {
    const behaviour = current();
    const { delayMs, fault } = behaviour;
    if (delayMs > 0) await setTimeout(delayMs, undefined, { signal: stopping });
    if (fault === 'silent') return 'silent';
    if (fault === 'http-error') return { status: 500, contentType: 'text/plain', body: 'told to fail\n' };
    const reply = await answer(question, behaviour);
    if (fault !== 'malformed') return reply;
    const bytes = Buffer.from(reply.body);
    return { ...reply, body: bytes.subarray(0, Math.floor(bytes.length / 2)) };
  };
}

/** RFC 6960 §A.1: POST with the DER, or GET with its base64 as the rest of the path. */
async function ocsp(
  question: Question,
  authority: Authority,
  settings: OcspSettings,
  behaviour: Behaviour<'ocsp'>,
): Promise<Reply> {
  const request =
    question.method === 'GET' ? requestOfPath(question.path) : posted(question, 'application/ocsp-request');
  const body = await answerOcsp(authority, request, settings, behaviour);
  return { status: 200, contentType: 'application/ocsp-response', body };
}

function requestOfPath(path: string): Buffer {
  try {
    return Buffer.from(decodeURIComponent(path.replace(/^\//, '')), 'base64');
  } catch (error) {
    throw drumError('invalid_request', 'The path is not percent-encoded as it should be', error);
  }
}

/** RFC 3161 §3.4. */
async function timestamp(question: Question, authority: Authority, behaviour: Behaviour<'tsa'>): Promise<Reply> {
  const body = await answerTimestamp(authority, posted(question, 'application/timestamp-query'), behaviour);
  return { status: 200, contentType: 'application/timestamp-reply', body };
}

function posted({ method, headers, body }: Question, contentType: string): Buffer {
  if (method !== 'POST') throw drumError('invalid_http_method', 'This service is asked with POST');
  const given = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (given !== contentType) throw drumError('invalid_content_type', `The content type must be ${contentType}`);
  return body;
}

/**
 * `POST /ca/certificates?profile=…[&issuer=root|intermediate]` with a PKCS#10 request gives a certificate (PEM);
 * `GET /ca/certificates` lists all, `GET /ca/certificates/SERIAL.pem` gives one, `GET /ca/NAME.pem` one of the authority's own.
 */
async function certification(question: Question, authority: Authority, behaviour: Behaviour<'ca'>): Promise<Reply> {
  const { method, path } = question;
  if (path === '/certificates' && method === 'POST') return pem(await issue(question, authority, behaviour));
  if (method !== 'GET') throw drumError('invalid_http_method', 'Only certificates are asked for with POST');
  if (path === '/certificates') {
    return { status: 200, contentType: 'application/json', body: `${JSON.stringify(authority.issued())}\n` };
  }
  const serial = /^\/certificates\/([0-9a-f]{1,40})\.pem$/i.exec(path)?.[1];
  if (serial !== undefined) return pem(await authority.find(BigInt(`0x${serial}`)));
  const own = authority.certificates.get(/^\/([a-z-]{1,40})\.pem$/.exec(path)?.[1] ?? '');
  if (own === undefined) throw drumError('not_found', 'There is no such certificate here');
  return pem(own);
}

const pem = (certificate: Certificate): Reply => ({
  status: 200,
  contentType: PEM_FILE,
  body: toPem('CERTIFICATE', certificate.der),
});

async function issue(
  { query, body }: Question,
  authority: Authority,
  { fault }: Behaviour<'ca'>,
): Promise<Certificate> {
  const profile = query.get('profile') ?? '';
  if (!isIssuedProfile(profile)) {
    throw drumError('invalid_request', `profile must be one of ${ISSUED_PROFILES.join(', ')}`);
  }
  const issuer = issuerOf(query.get('issuer'));
  const options = { profile, ...(issuer === undefined ? {} : { issuer }) };
  if (fault === 'wrong-key') {
    const { subject } = readCertificateRequest(body);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return authority.issue({ ...options, subject, publicKey });
  }
  const certificate = await authority.issueFor(body, options);
  return fault === 'bad-signature' ? badlySigned(certificate) : certificate;
}

function issuerOf(text: string | null): IssuerName | undefined {
  if (text === null) return undefined;
  if (text !== 'root' && text !== 'intermediate') {
    throw drumError('invalid_request', 'issuer must be root or intermediate');
  }
  return text;
}

/** The same certificate with one bit of its signature turned. */
function badlySigned(certificate: Certificate): Certificate {
  const signature = Buffer.from(certificate.signature);
  const last = signature.length - 1;
  signature[last] = (signature[last] ?? 0) ^ 1;
  const fields = new DerFields(readDer(certificate.der, certificate.der.length));
  return Certificate.fromDer(
    derSequence(fields.next().bytes, certificate.signatureAlgorithm, derBitStringOf(signature)),
  );
}
