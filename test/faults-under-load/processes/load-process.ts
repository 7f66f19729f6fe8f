import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { readSoapFault } from '#protocol/soap/fault.ts';
import { ask, type Answer } from '../../country/ask.ts';
import { Random } from '../../../member-adapters/registers/civil-registration/population/random.ts';
import { multipart, soapRequest } from '../../soap/messages.ts';
import { digestOf, sha512, soapContentOf, soapParts, withoutRequestHash, type SoapContent } from '../content.ts';
import { LedgerWriter, type LedgerEntry } from '../ledger.ts';
import { helperSettings, tellReady } from './helper-process.ts';

/*
 * The client systems: each asks, waits for the whole answer, notes it on the disk, and asks again. Started by the harness.
 */

export const LOAD_PROCESS = import.meta.filename;

const schema = z.strictObject({
  seed: z.string(),
  ledger: z.string(),
  /** Client systems on each route. */
  clients: z.int(),
  routes: z.array(
    z.strictObject({
      name: z.string(),
      /** Of the client's security server. */
      address: z.string(),
      client: z.string(),
      /** SOAP where it has a version. */
      service: z.string(),
    }),
  ),
});

export type LoadSettings = z.infer<typeof schema>;
type Route = LoadSettings['routes'][number];

/** An exchange was answered and noted. */
export interface LoadMessage {
  readonly kind: 'answered';
  readonly route: string;
  readonly begunMs: number;
}

const control = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pace'), pace: z.enum(['calm', 'hurried']) }),
  z.strictObject({ kind: z.literal('stop') }),
]);

/** Between two exchanges of one client system. */
const CALM_MS = { min: 150, max: 350 };
/** After an exchange that failed: a server that is down refuses at once. */
const FAILED_MS = 50;
/** Most bodies lie in their record, some beside it (`proxy.body-memory-max`). */
const SMALL_BYTES = { min: 0, max: 2_000 };
const LARGE_BYTES = { min: 66_000, max: 300_000 };
const LARGE_PERCENT = 4;

/** Of SOAP, as bytes at random; more than one in most. */
const ATTACHMENTS_MAX = 3;
/** INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE/VERSION. */
const PARTS_WITH_VERSION = 6;

let isCalm = true;
let isStopping = false;

function bytesOf(random: Random): number {
  const { min, max } = random.chance(LARGE_PERCENT) ? LARGE_BYTES : SMALL_BYTES;
  return random.between(min, max);
}

const isSoap = ({ service }: Route): boolean => service.split('/').length === PARTS_WITH_VERSION;

async function exchange(route: Route, id: string, random: Random): Promise<LedgerEntry> {
  const entry = { id, route: route.name };
  try {
    return { ...entry, ...(await (isSoap(route) ? exchangeSoap : exchangeRest)(route, id, random)) };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { ...entry, outcome: 'broken', reason };
  }
}

async function exchangeRest(route: Route, id: string, random: Random): Promise<Judged> {
  const body = Buffer.from(JSON.stringify({ id, filling: 'y'.repeat(bytesOf(random)) }));
  const question = {
    service: `${route.service}?bytes=${bytesOf(random)}`,
    client: route.client,
    headers: { 'X-Road-Id': id },
    body,
  };
  return judged(await ask(route.address, question), id, sha512(body));
}

async function exchangeSoap(route: Route, id: string, random: Random): Promise<Judged> {
  const message = soapRequest({
    client: route.client,
    service: route.service,
    id,
    body: `<m:filling>${'y'.repeat(random.between(SMALL_BYTES.min, SMALL_BYTES.max))}</m:filling>`,
  });
  const attachments = Array.from({ length: random.between(0, ATTACHMENTS_MAX) }, () =>
    Buffer.alloc(bytesOf(random), random.below(256)),
  );
  const content = { message, attachments };
  const isAlone = attachments.length === 0;
  const answer = await ask(route.address, {
    service: '',
    rawPath: '/',
    headers: {
      'Content-Type': isAlone
        ? 'text/xml; charset=UTF-8'
        : 'multipart/related; type="text/xml"; boundary=of-the-client',
      SOAPAction: '""',
    },
    body: isAlone ? message : multipart('of-the-client', soapParts(content)),
  });
  return judgedSoap(answer, id, digestOf(content));
}

function judgedSoap({ status, headers, body }: Answer, id: string, request: string): Judged {
  const content = soapContentOf(headers['content-type'], body);
  const fault = readFault(content);
  if (fault !== undefined) return { outcome: 'refused', status, code: fault };
  if (status !== 200) return { outcome: 'wrong', reason: `status ${status} without a fault` };
  const text = content.message.toString();
  if (!text.includes(`<x:id>${id}</x:id>`) || !text.includes(`<m:request>${request}</m:request>`))
    return { outcome: 'wrong', reason: 'another’s answer' };
  return { outcome: 'answered', request, answer: digestOf(content), said: digestOf(withoutRequestHash(content)) };
}

function readFault({ message }: SoapContent): string | undefined {
  try {
    return readSoapFault(message)?.code;
  } catch {
    return undefined;
  }
}

type Judged =
  | { readonly outcome: 'answered'; readonly request: string; readonly answer: string; readonly said: string }
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string }
  | { readonly outcome: 'wrong'; readonly reason: string };

function judged({ status, code, body }: Answer, id: string, request: string): Judged {
  if (code !== undefined) return { outcome: 'refused', status, code };
  if (status !== 200) return { outcome: 'wrong', reason: `status ${status} without a code` };
  const said = z.looseObject({ id: z.string(), request: z.string() }).safeParse(parsed(body));
  if (!said.success) return { outcome: 'wrong', reason: 'an answer that is not the provider’s' };
  if (said.data.id !== id || said.data.request !== request) return { outcome: 'wrong', reason: 'another’s answer' };
  const answer = sha512(body);
  return { outcome: 'answered', request, answer, said: answer };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function client(settings: LoadSettings, route: Route, number: number, ledger: LedgerWriter): Promise<void> {
  const random = new Random(`${settings.seed} ${route.name} ${number}`);
  for (let count = 1; !isStopping; count += 1) {
    const begunMs = performance.timeOrigin + performance.now();
    const entry = await exchange(route, `${route.name}-${number}-${count}`, random);
    await ledger.append(entry);
    if (entry.outcome === 'answered') {
      process.send?.({ kind: 'answered', route: route.name, begunMs } satisfies LoadMessage);
      if (isCalm) await setTimeout(random.between(CALM_MS.min, CALM_MS.max));
    } else {
      await setTimeout(FAILED_MS);
    }
  }
}

async function run(): Promise<void> {
  const settings = schema.parse(helperSettings());
  const ledger = new LedgerWriter(settings.ledger);
  process.on('message', (message) => {
    const told = control.parse(message);
    if (told.kind === 'stop') isStopping = true;
    else isCalm = told.pace === 'calm';
  });
  tellReady();
  const clients = settings.routes.flatMap((route) =>
    Array.from({ length: settings.clients }, (_, number) => client(settings, route, number, ledger)),
  );
  await Promise.all(clients);
  ledger.close();
  process.exit(0);
}

// For the harness this is a module like others.
if (process.argv[1] === LOAD_PROCESS) await run();
