import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { ZipWriter } from '#protocol/container/zip-writer.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { ServerContext } from '../context.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { pour } from '../exchange/pour.ts';
import { archiveGroup } from '../message-log/archive-groups.ts';
import { keptInWords } from '../message-log/containers.ts';
import type { ArchiveEncryption } from '../message-log/openpgp/archive-encryption.ts';
import type { MessageLog } from '../message-log/message-log.ts';
import type { Direction, RecordSummary } from '../message-log/record.ts';
import { authenticateClient } from './client-authentication.ts';
import type { ClientService } from './handler.ts';

export interface EvidenceSources {
  readonly context: ServerContext;
  readonly log: Pick<MessageLog, 'find' | 'container' | 'stampRecord'>;
  readonly internal: Pick<CurrentTlsIdentity, 'certificate'>;
  /** What is given is encrypted, as the archives are; absent where they are not. */
  readonly encryption?: ArchiveEncryption | undefined;
}

interface Question {
  readonly queryId: string;
  readonly client: ClientId;
  readonly direction: Direction | undefined;
  readonly unique: boolean;
  readonly force: boolean;
}

/** What goes wrong here is told as plain text with an HTTP status, as X-Road does (UG-SIGDOC §3). */
class Refusal extends Error {
  readonly status: 400 | 401 | 404 | 500;

  constructor(status: 400 | 401 | 404 | 500, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/**
 * `GET /asic`: the signed documents of one message id (UG-SIGDOC §3.1). `requestOnly` or `responseOnly` choose one direction,
 * `unique` asks for the one container itself instead of a ZIP of all, `force` time-stamps what has none yet.
 */
export function evidenceService(sources: EvidenceSources): ClientService {
  return async (request, response, url) => {
    if (url.pathname !== '/asic' || request.method !== 'GET') return false;
    try {
      await serve(sources, request, response, url.searchParams);
    } catch (thrown) {
      const refusal = thrown instanceof Refusal ? thrown : asRefusal(asDrumError(thrown));
      sources.context.log.info('Signed documents were not given', { status: refusal.status, error: refusal });
      if (response.headersSent) response.destroy();
      else response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8' }).end(refusal.message);
    }
    return true;
  };
}

async function serve(
  sources: EvidenceSources,
  request: IncomingMessage,
  response: ServerResponse,
  parameters: URLSearchParams,
): Promise<void> {
  const question = questionOf(parameters);
  authenticate(sources, request, question.client);
  const { queryId, client, direction } = question;
  const records = await sources.log.find({ queryId, client, ...(direction === undefined ? {} : { direction }) });
  if (records.length === 0) throw new Refusal(404, 'No signed documents found');
  for (const { id, timestamped } of records) {
    if (timestamped) continue;
    if (!question.force) throw new Refusal(500, 'Message signature has not been timestamped yet!');
    await sources.log.stampRecord(id);
  }
  if (question.unique) await sendOne(sources, response, records, question);
  else await sendAll(sources, response, records, question);
}

async function sendOne(
  sources: EvidenceSources,
  response: ServerResponse,
  records: readonly RecordSummary[],
  { client }: Question,
): Promise<void> {
  // Several exchanges may have had the same id; as with X-Road, the first of them is given.
  const [record] = records;
  if (record === undefined) throw new Refusal(404, 'No signed documents found');
  const container = await sources.log.container(record.id);
  await send(sources, response, client, {
    type: 'application/vnd.etsi.asic-e+zip',
    name: container.name,
    words: keptInWords(container),
    bytes: container.stream(),
  });
}

async function sendAll(
  sources: EvidenceSources,
  response: ServerResponse,
  records: readonly RecordSummary[],
  { queryId, client, direction }: Question,
): Promise<void> {
  const zip = new ZipWriter();
  const bodies: string[] = [];
  for (const { id, direction: which, time } of records) {
    // Opened twice, so that not all of them are held while one is sent.
    const container = await sources.log.container(id);
    bodies.push(`${which} ${keptInWords(container)}`);
    zip.addStream(container.name, { compress: false, mtime: time }, async () =>
      (await sources.log.container(id)).stream(),
    );
  }
  const suffix = direction === undefined ? '' : `-${direction}`;
  await send(sources, response, client, {
    type: 'application/zip',
    name: `${encodeURIComponent(queryId)}${suffix}.zip`,
    words: [...new Set(bodies)].join(', '),
    bytes: zip.end(),
  });
}

interface Given {
  readonly type: string;
  readonly name: string;
  /** What there is of the messages. */
  readonly words: string;
  readonly bytes: Readable;
}

async function send(
  { context, encryption }: EvidenceSources,
  response: ServerResponse,
  client: ClientId,
  { type, name, words, bytes }: Given,
): Promise<void> {
  const headers = { [BODY_HEADER]: words };
  if (encryption === undefined) {
    response.writeHead(200, { ...headers, ...described(type, name) });
    await pour(bytes, response);
    return;
  }
  const group = archiveGroup(keyOf(client), context.parameters['message-log.archive-grouping']);
  const encrypted = encryption.encrypt(group, bytes);
  // A key that is not there shows before the first byte.
  const first = await encrypted.next();
  response.writeHead(200, { ...headers, ...described('application/octet-stream', `${name}.gpg`) });
  await pour(Readable.from(resumed(first, encrypted), { objectMode: false }), response);
}

const described = (type: string, name: string) => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
});

async function* resumed(first: IteratorResult<Buffer, void>, rest: AsyncGenerator<Buffer, void>) {
  if (first.done !== true) yield first.value;
  yield* rest;
}

/** Says what there is of the bodies, which by the log's policy need not be all. */
const BODY_HEADER = 'x-drum-logged-body';

function questionOf(parameters: URLSearchParams): Question {
  const required = (name: string): string => {
    const value = parameters.get(name);
    if (!value) throw new Refusal(400, `Parameter "${name}" must be specified.`);
    return value;
  };
  const member = {
    instance: required('xRoadInstance'),
    memberClass: required('memberClass'),
    memberCode: required('memberCode'),
  };
  const subsystemCode = parameters.get('subsystemCode');
  const queryId = required('queryId');
  const requestOnly = parameters.has('requestOnly');
  const responseOnly = parameters.has('responseOnly');
  if (requestOnly && responseOnly) {
    throw new Refusal(400, 'Parameters "requestOnly" and "responseOnly" cannot be used at the same time.');
  }
  const unique = parameters.has('unique');
  if (unique && !requestOnly && !responseOnly) {
    throw new Refusal(400, 'Parameter "unique" not applicable without "requestOnly" or "responseOnly".');
  }
  return {
    queryId,
    client: subsystemCode ? { type: 'SUBSYSTEM', ...member, subsystemCode } : { type: 'MEMBER', ...member },
    direction: requestOnly ? 'request' : responseOnly ? 'response' : undefined,
    unique,
    force: parameters.has('force'),
  };
}

function authenticate({ context, internal }: EvidenceSources, request: IncomingMessage, id: ClientId): void {
  const client = context.serverConfiguration().client(id);
  try {
    // Whose documents nobody here keeps, nobody may ask for; and who is not a client is not told apart from who may not.
    if (client === undefined) throw drumError('ssl_authentication_failed', 'This is no client of this security server');
    authenticateClient(request, client, {
      internalCertificate: internal.certificate.der,
      enforceValidity: context.parameters['proxy.enforce-client-is-cert-validity-period-check'],
      at: context.clock.now(),
    });
  } catch (error) {
    throw new Refusal(401, asDrumError(error).message, error);
  }
}

function asRefusal(error: DrumError): Refusal {
  return new Refusal(error.code === 'not_found' ? 404 : 500, `${error.code}: ${error.message}`, error);
}
