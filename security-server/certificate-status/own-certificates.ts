import type { Certificate } from '#certs/certificate.ts';
import { buildCertificatePath, issuerOf } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import type { HttpTimeouts } from './http.ts';
import { KeptResponses } from './kept-responses.ts';
import {
  readKnownResponse,
  ResponderClient,
  staleness,
  type KnownResponse,
  type ResponderState,
  type StatusQuery,
} from './responder.ts';

/** X-Road's least time between two refreshes. */
const INTERVAL_SECONDS_MIN = 60;
/** Certificates whose responses are kept at most: own ones and their intermediates. */
const CERTIFICATES_MAX = 1_000;
/** Responders asked at the same time. */
const PARALLEL_MAX = 4;

export interface OwnCertificateStatusOptions {
  /** Where responses are kept between two starts. */
  readonly directory: string;
  /** The server's certificates that are active and registered. */
  readonly certificates: () => readonly Certificate[];
  /** What the own instance trusts, by the current configuration; undefined while there is none. */
  readonly trust: () => Trust | undefined;
  /** Configuration part FETCHINTERVAL. */
  readonly fetchIntervalSeconds: () => number;
  /** System parameter `signer.ocsp-retry-delay`. */
  readonly retrySeconds: number;
  /** System parameters `signer.ocsp-connect-timeout` and `signer.ocsp-read-timeout`. */
  readonly timeouts: HttpTimeouts;
  readonly clock: Clock;
  readonly log: Log;
}

export type StatusKind = 'good' | 'revoked' | 'unknown' | 'stale' | 'unreachable';

/** How it stands with one certificate, for people. */
export interface CertificateState {
  readonly certificate: Certificate;
  /**
   * What a fresh response says (good, revoked, unknown); or that the response held is too old (stale); or that there is none,
   * because no responder could be reached (unreachable) or none gave one that can be relied on (unknown).
   */
  readonly kind: StatusKind;
  /** Since when it is so, as far as this process knows. */
  readonly since: Date;
  readonly thisUpdate?: Date;
  /** Why the last attempt to get a response failed. */
  readonly fault?: DrumError;
}

/** How far a round goes: only to the disk, for what is missing, for everything. */
const EXTENTS = ['kept', 'missing', 'all'] as const;
type Extent = (typeof EXTENTS)[number];

interface Entry {
  readonly certificate: Certificate;
  known?: KnownResponse | undefined;
  fault?: DrumError | undefined;
  kind: StatusKind;
  since: Date;
}

/**
 * Keeps OCSP responses fresh for the server's own certificates and the intermediates above them, as X-Road does for every
 * active, registered certificate and its chain. A response is verified before it is kept, and the one with the latest
 * thisUpdate stays. What is handed out is fresh at that moment by the clock, whatever its status.
 */
export class OwnCertificateStatus {
  private readonly options: OwnCertificateStatusOptions;
  private readonly kept: KeptResponses;
  private readonly client: ResponderClient;
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private refreshing: Promise<void> | undefined;
  private wanted: Extent | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** When every certificate was last asked about, by the clock that only goes on (ms). */
  private askedAllAt: number | undefined;
  private scheduledFor: Date | undefined;
  private stopped = false;

  constructor(options: OwnCertificateStatusOptions) {
    this.options = options;
    this.kept = new KeptResponses(options.directory);
    this.client = new ResponderClient(options.timeouts);
  }

  /** Takes over what is kept on the disk; asks for the rest, and goes on refreshing until `stop`, without being waited for. */
  async start(): Promise<void> {
    await this.request('kept');
    void this.refresh('missing');
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.client.close();
    await this.refreshing;
  }

  /**
   * Asks the responders now: about every certificate, or about those without a fresh response (when keys or configuration
   * have changed). Never throws; `state` tells how it went. A call during a round is met by one more round after it.
   */
  refresh(which: 'all' | 'missing'): Promise<void> {
    return this.request(which);
  }

  /**
   * One fresh response for each certificate, in order (DER). Throws `cannot_create_signature`, as X-Road does, naming the
   * certificates that have none.
   */
  responsesFor(path: readonly Certificate[]): Uint8Array[] {
    const responses = path.map((certificate) => this.responseFor(certificate));
    const missing = path.filter((_, index) => responses[index] === undefined).map(({ sha256Hex }) => sha256Hex);
    if (missing.length > 0) {
      throw drumError(
        'cannot_create_signature',
        `There is no fresh OCSP response for certificates (${missing.join(', ')})`,
      );
    }
    return responses.filter((response) => response !== undefined);
  }

  /** A fresh response (DER), if there is one. */
  responseFor(certificate: Certificate): Uint8Array | undefined {
    return this.fresh(this.entries.get(certificate.sha256Hex));
  }

  /** A fresh response by SHA-1 or SHA-256 of the certificate, in lower-case hex: what port 5577 serves. */
  responseByHash(hash: string): Uint8Array | undefined {
    const known = this.entries.get(hash);
    if (known !== undefined) return this.fresh(known);
    return this.fresh([...this.entries.values()].find(({ certificate }) => certificate.sha1Hex === hash));
  }

  /** All that are fresh, by SHA-256 of the certificate in lower-case hex. */
  freshResponses(): ReadonlyMap<string, Uint8Array> {
    const all = [...this.entries].map(([sha256, entry]) => [sha256, this.fresh(entry)] as const);
    return new Map(all.filter((each): each is readonly [string, Uint8Array] => each[1] !== undefined));
  }

  state(): readonly CertificateState[] {
    return [...this.entries.values()].map((entry) => {
      this.judge(entry);
      const { certificate, kind, since, known, fault } = entry;
      return {
        certificate,
        kind,
        since,
        ...(known === undefined ? {} : { thisUpdate: known.response.thisUpdate }),
        ...(fault === undefined ? {} : { fault }),
      };
    });
  }

  /** How the last request to a responder went; undefined where there was none. */
  responderState(url: string): ResponderState | undefined {
    return this.client.stateOf(url);
  }

  /** When all responders are asked next; undefined before the first round. */
  get nextRefreshAt(): Date | undefined {
    return this.scheduledFor;
  }

  /** Calls `listener` whenever a response has been replaced. Returns what ends this. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private fresh(entry: Entry | undefined): Uint8Array | undefined {
    const trust = this.options.trust();
    if (entry?.known === undefined || trust === undefined) return undefined;
    return staleness(entry.known, trust, this.options.clock.now()) === undefined ? entry.known.response.der : undefined;
  }

  private request(which: Extent): Promise<void> {
    if (this.wanted === undefined || EXTENTS.indexOf(which) > EXTENTS.indexOf(this.wanted)) this.wanted = which;
    this.refreshing ??= this.rounds();
    return this.refreshing;
  }

  private async rounds(): Promise<void> {
    try {
      while (this.wanted !== undefined && !this.stopped) {
        const which = this.wanted;
        this.wanted = undefined;
        await this.round(which);
      }
    } catch (error) {
      this.options.log.error('OCSP responses could not be refreshed', { error });
    } finally {
      this.refreshing = undefined;
      this.schedule();
    }
  }

  private async round(which: Extent): Promise<void> {
    if (which === 'all') this.askedAllAt = performance.now();
    const trust = this.options.trust();
    if (trust === undefined) return;
    const targets = this.targets(trust);
    await this.forget(targets);
    const waiting = [...targets.values()];
    const worker = async () => {
      for (let query = waiting.shift(); query !== undefined && !this.stopped; query = waiting.shift()) {
        await this.renew(query, which);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_MAX }, worker));
  }

  /** The certificates that need a response, with their issuers, by SHA-256. */
  private targets(trust: Trust): Map<string, StatusQuery> {
    const at = this.options.clock.now();
    const targets = new Map<string, StatusQuery>();
    for (const certificate of this.options.certificates()) {
      if (certificate.isSelfIssued) continue;
      for (const link of this.pathOf(certificate, trust, at)) {
        const issuer = issuerOf(link, trust);
        if (issuer === undefined || targets.size >= CERTIFICATES_MAX) continue;
        targets.set(link.sha256Hex, { certificate: link, issuer, trust });
        this.entry(link);
      }
    }
    return targets;
  }

  private pathOf(certificate: Certificate, trust: Trust, at: Date): readonly Certificate[] {
    try {
      return buildCertificatePath({ certificate, trust, at });
    } catch (error) {
      const entry = this.entry(certificate);
      entry.fault = asDrumError(error);
      this.options.log.warn('A certificate of this server has no path to an approved authority', {
        certificate: certificate.sha256Hex,
        error,
      });
      return [];
    }
  }

  private entry(certificate: Certificate): Entry {
    let entry = this.entries.get(certificate.sha256Hex);
    if (entry === undefined) {
      entry = { certificate, kind: 'unknown', since: this.options.clock.now() };
      this.entries.set(certificate.sha256Hex, entry);
    }
    return entry;
  }

  /** Drops what belongs to certificates that are the server's no longer. */
  private async forget(targets: ReadonlyMap<string, StatusQuery>): Promise<void> {
    const own = new Set([...targets.keys(), ...this.options.certificates().map(({ sha256Hex }) => sha256Hex)]);
    for (const sha256 of this.entries.keys()) {
      if (!own.has(sha256)) this.entries.delete(sha256);
    }
    await this.kept.keepOnly(own);
  }

  private async renew(query: StatusQuery, which: Extent): Promise<void> {
    const entry = this.entry(query.certificate);
    if (entry.known === undefined) await this.recall(entry, query);
    if (which === 'kept' || (which === 'missing' && this.fresh(entry) !== undefined)) {
      this.judge(entry);
      return;
    }
    try {
      const known = await this.client.fetch(query, this.options.clock.now());
      entry.fault = undefined;
      await this.take(entry, known);
    } catch (error) {
      if (this.stopped) return;
      entry.fault = asDrumError(error);
      this.options.log.warn('No OCSP response could be had', { certificate: query.certificate.sha256Hex, error });
    }
    this.judge(entry);
  }

  /** Takes what the disk has, if it can be relied on still. */
  private async recall(entry: Entry, query: StatusQuery): Promise<void> {
    const der = await this.kept.read(query.certificate.sha256Hex);
    if (der === undefined) return;
    try {
      const known = readKnownResponse(der, query);
      if (staleness(known, query.trust, this.options.clock.now()) === undefined) this.replace(entry, known);
    } catch (error) {
      this.options.log.warn('An OCSP response on the disk cannot be used', {
        certificate: query.certificate.sha256Hex,
        error,
      });
    }
  }

  private async take(entry: Entry, known: KnownResponse): Promise<void> {
    // A responder behind another may answer with an older response than the one we have.
    if (entry.known !== undefined && entry.known.response.thisUpdate > known.response.thisUpdate) return;
    this.replace(entry, known);
    try {
      await this.kept.write(entry.certificate.sha256Hex, known.response.der);
    } catch (error) {
      this.options.log.error('An OCSP response could not be kept on the disk', { error });
    }
  }

  private replace(entry: Entry, known: KnownResponse): void {
    entry.known = known;
    for (const listener of this.listeners) listener();
  }

  private judge(entry: Entry): void {
    const kind = this.kindOf(entry);
    if (kind === entry.kind) return;
    entry.kind = kind;
    entry.since = this.options.clock.now();
  }

  private kindOf(entry: Entry): StatusKind {
    if (this.fresh(entry) !== undefined) return entry.known?.response.status.kind ?? 'unknown';
    if (entry.known !== undefined) return 'stale';
    return entry.fault?.code === 'network_error' || entry.fault?.code === 'http_error' ? 'unreachable' : 'unknown';
  }

  private schedule(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    // Rounds for what is missing come with every download of configuration, and must not put off the regular one.
    this.askedAllAt ??= performance.now();
    const waitMs = this.askedAllAt + 1000 * this.delaySeconds() - performance.now();
    this.scheduledFor = new Date(this.options.clock.now().getTime() + Math.max(0, waitMs));
    this.timer = setTimeout(() => void this.refresh('all'), Math.max(0, waitMs));
  }

  private delaySeconds(): number {
    const trust = this.options.trust();
    const failed = [...this.entries.values()].some(
      (entry) => this.fresh(entry) === undefined || entry.fault !== undefined,
    );
    const interval = Math.max(this.options.fetchIntervalSeconds(), INTERVAL_SECONDS_MIN);
    // With a freshness below the interval X-Road's rule would leave gaps in which nothing is fresh.
    const regular = Math.min(interval, Math.max(1, (trust?.ocspFreshnessSecondsMax ?? interval) / 2));
    return failed || trust === undefined ? Math.min(this.options.retrySeconds, regular) : regular;
  }
}
