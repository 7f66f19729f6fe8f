import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '#config/clock.ts';

/** At most so many names are asked for in one round, and so many at a time: the system's resolver has few threads. */
const LOOK_UPS_MAX = 200;
const LOOK_UPS_AT_A_TIME = 2;
const LOOK_UP_MS_MAX = 5_000;
/** How long an answer is good, and how long none is asked for again. */
const KNOWN_MS = 600_000;
const UNKNOWN_MS = 120_000;

export type LookUp = (host: string) => Promise<readonly string[]>;

const bySystem: LookUp = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

interface Known {
  readonly addresses: readonly string[];
  /** Milliseconds since 1970 UTC. */
  readonly until: number;
}

/** The network addresses of registered servers, whose names are looked up in bounds and now and then. */
export class Addresses {
  private readonly clock: Clock;
  private readonly lookUp: LookUp;
  private known = new Map<string, Known>();

  constructor(clock: Clock, lookUp: LookUp = bySystem) {
    this.clock = clock;
    this.lookUp = lookUp;
  }

  /** The servers at each network address, of those that are registered with the hosts given. */
  async serversAt(
    servers: readonly { readonly key: string; readonly host: string }[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const hosts = new Set(servers.map(({ host }) => host));
    this.known = new Map([...this.known].filter(([host]) => hosts.has(host)));
    await this.refresh(hosts);
    const found = new Map<string, string[]>();
    for (const { key, host } of servers) {
      for (const address of isIP(host) === 0 ? (this.known.get(host)?.addresses ?? []) : [host]) {
        const plain = plainAddress(address);
        found.set(plain, [...(found.get(plain) ?? []), key]);
      }
    }
    return found;
  }

  private async refresh(hosts: ReadonlySet<string>): Promise<void> {
    const now = this.clock.now().getTime();
    const due = [...hosts]
      .filter((host) => isIP(host) === 0 && (this.known.get(host)?.until ?? 0) <= now)
      .slice(0, LOOK_UPS_MAX);
    const next = due.values();
    const work = async (): Promise<void> => {
      for (const host of next) await this.ask(host, now);
    };
    await Promise.all(Array.from({ length: LOOK_UPS_AT_A_TIME }, work));
  }

  private async ask(host: string, now: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, LOOK_UP_MS_MAX, undefined);
    });
    const addresses = await Promise.race([this.lookUp(host).catch(() => undefined), late]);
    clearTimeout(timer);
    // A name that is not answered for a moment has not moved.
    const before = this.known.get(host)?.addresses ?? [];
    this.known.set(host, { addresses: addresses ?? before, until: now + (addresses ? KNOWN_MS : UNKNOWN_MS) });
  }
}

/** As it is compared: IPv4 within IPv6 as IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
