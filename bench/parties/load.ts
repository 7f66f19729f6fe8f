/** What an information system is told to ask. */
export interface Load {
  /** Stands before every message id, so that no two rows share one. */
  readonly run: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly bodyBytes: number;
  readonly seconds: number;
  /** Requests a second, begun at their times whether or not earlier ones are answered; as many as go where it is absent. */
  readonly rate?: number;
  /** Whether each request has a connection of its own. */
  readonly closeEach?: boolean;
}

export interface LoadResult {
  /** Every one was answered with its own body. */
  readonly answered: number;
  readonly failures: readonly string[];
  readonly seconds: number;
  readonly latency: Latency;
  /** Message ids, drawn by lot among those answered. */
  readonly sample: readonly string[];
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export function latencyOf(milliseconds: Float64Array): Latency {
  const sorted = milliseconds.toSorted();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
