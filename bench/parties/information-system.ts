import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'undici';
import { latencyOf, type Load, type LoadResult } from './load.ts';
import { play } from './party.ts';

const SAMPLE_SIZE = 25;
const FAILURES_SHOWN_MAX = 5;
const ANSWER_MS_MAX = 60_000;
/** Of requests that are begun at a rate: more under way means that the rate cannot be served at all. */
const UNDER_WAY_MAX = 10_000;

/** Asks over its connections, one request at a time on each, and holds every answer against what it asked. */
class InformationSystem {
  private readonly load: Load;
  private readonly filler: string;
  private readonly latencies: number[] = [];
  private readonly failures: string[] = [];
  private readonly sample: string[] = [];
  private asked = 0;

  constructor(load: Load) {
    this.load = load;
    // Not compressible, and of one byte a character.
    this.filler = randomBytes(load.bodyBytes).toString('base64').slice(0, load.bodyBytes);
  }

  async run(): Promise<LoadResult> {
    const started = performance.now();
    const until = started + this.load.seconds * 1000;
    if (this.load.rate === undefined) await this.asManyAsGo(until);
    else await this.atRate(this.load.rate, started, until);
    const seconds = (performance.now() - started) / 1000;
    const { latencies, failures, sample } = this;
    const latency = latencyOf(Float64Array.from(latencies));
    return { answered: latencies.length, failures: failures.slice(0, FAILURES_SHOWN_MAX), seconds, latency, sample };
  }

  private async asManyAsGo(until: number): Promise<void> {
    const one = async (): Promise<void> => {
      let client = this.connect();
      while (performance.now() < until && this.failures.length === 0) {
        await this.exchange(client, performance.now());
        if (this.load.closeEach !== true) continue;
        await client.close();
        client = this.connect();
      }
      await client.close();
    };
    await Promise.all(Array.from({ length: this.load.connections }, one));
  }

  /** Latency counts from when a request was due, so that waiting for a connection is not left out. */
  private async atRate(rate: number, started: number, until: number): Promise<void> {
    const idle = Array.from({ length: this.load.connections }, () => this.connect());
    const due: number[] = [];
    const underWay = new Set<Promise<void>>();
    const serve = async (client: Client): Promise<void> => {
      for (let dueAt = due.shift(); dueAt !== undefined; dueAt = due.shift()) await this.exchange(client, dueAt);
      idle.push(client);
    };
    for (let number = 0; this.failures.length === 0; number += 1) {
      const dueAt = started + (number * 1000) / rate;
      if (dueAt >= until) break;
      const early = dueAt - performance.now();
      if (early > 1) await setTimeout(early);
      due.push(dueAt);
      if (due.length > UNDER_WAY_MAX) throw new Error(`${rate} requests a second cannot be served`);
      const client = idle.pop();
      if (client === undefined) continue;
      const serving = serve(client).finally(() => underWay.delete(serving));
      underWay.add(serving);
    }
    await Promise.all(underWay);
    await Promise.all(idle.map((client) => client.close()));
  }

  private connect(): Client {
    return new Client(this.load.url, { pipelining: 1, headersTimeout: ANSWER_MS_MAX, bodyTimeout: ANSWER_MS_MAX });
  }

  private async exchange(client: Client, since: number): Promise<void> {
    const id = `${this.load.run}-${(this.asked += 1)}`;
    const body = `${id} ${this.filler}`.slice(0, Math.max(this.load.bodyBytes, id.length));
    try {
      const answer = await client.request({
        path: this.load.path,
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'x-road-id': id, ...this.load.headers },
        body,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
      if (text !== body) throw new Error(`${id} was answered with the body of another`);
      this.latencies.push(performance.now() - since);
      this.draw(id);
    } catch (error) {
      this.failures.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Each of those answered has the same chance to stand in the sample in the end. */
  private draw(id: string): void {
    if (this.sample.length < SAMPLE_SIZE) {
      this.sample.push(id);
      return;
    }
    const at = Math.floor(Math.random() * this.latencies.length);
    if (at < SAMPLE_SIZE) this.sample[at] = id;
  }
}

play((load: Load) => new InformationSystem(load).run());
