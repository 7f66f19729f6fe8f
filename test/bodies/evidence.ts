import { createWriteStream } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Country } from '../country.ts';
import { CLIENT, PROVIDER } from './country.ts';

const DRUM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');

export interface Wanted {
  readonly server: 'consumer' | 'provider';
  readonly direction: 'request' | 'response';
  readonly id: string;
}

/** What `drum verify --json` says. */
export interface Verdict {
  readonly verified: boolean;
  readonly code: string | null;
  readonly checks: readonly { readonly name: string; readonly outcome: string; readonly detail: string }[];
}

export const warningsOf = ({ checks }: Verdict): string[] =>
  checks.filter(({ outcome }) => outcome === 'warning').map(({ detail }) => detail);

/** Asks a server for the container of one message, time-stamping it where that is still to be done. */
export async function askForEvidence(country: Country, { server, direction, id }: Wanted): Promise<IncomingMessage> {
  const [xRoadInstance = '', memberClass = '', memberCode = '', subsystemCode = ''] = (
    server === 'consumer' ? CLIENT : PROVIDER
  ).split('/');
  const query = new URLSearchParams({ queryId: id, xRoadInstance, memberClass, memberCode, subsystemCode });
  const asked = request({
    host: country.address(server),
    port: 8080,
    path: `/asic?${query.toString()}&${direction}Only&unique&force`,
    agent: false,
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

/** Downloads a container to a file; resolves with what the answer says there is of the body. */
export async function download(country: Country, wanted: Wanted, file: string): Promise<string> {
  const answer = await askForEvidence(country, wanted);
  if (answer.statusCode !== 200) throw new Error(`No evidence: HTTP ${answer.statusCode ?? 0}`);
  await pipeline(answer, createWriteStream(file));
  return String(answer.headers['x-drum-logged-body']);
}

/** Judges a container by the command, with the configuration that a server keeps. */
export async function drumVerify(country: Country, file: string): Promise<Verdict> {
  const configuration = join(country.folder('consumer'), 'data', 'globalconf');
  return judge('verify', file, '--configuration', configuration);
}

/** Judges archives by the command. */
export const drumArchiveVerify = (files: readonly string[]): Promise<Verdict> => judge('archive', 'verify', ...files);

async function judge(...args: readonly string[]): Promise<Verdict> {
  const child = spawn(process.execPath, [DRUM, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await once(child, 'close');
  return JSON.parse(out) as Verdict;
}
