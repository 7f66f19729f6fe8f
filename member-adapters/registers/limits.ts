import { z } from 'zod';

/** Every bound of a register program's listener. */
export const limitsSchema = z.strictObject({
  /** Open connections; more are closed at once. */
  connectionsMax: z.int().min(1).max(10_000).default(1_024),
  /** Body of a query, in bytes. */
  bodyBytesMax: z.int().min(256).max(1_048_576).default(8_192),
  /** All headers of a query together, in bytes. */
  headerBytesMax: z.int().min(1_024).max(131_072).default(16_384),
  /** From the first byte of a query to its last, in seconds. */
  requestSecondsMax: z.int().min(1).max(600).default(30),
  /** From the first byte of a query to the end of its headers, in seconds. */
  headerSecondsMax: z.int().min(1).max(600).default(10),
  /** How long a connection may stay open with no query on it, in seconds. */
  idleSecondsMax: z.int().min(1).max(3_600).default(60),
  /** How long a stop waits for queries under way, in seconds. */
  stopSecondsMax: z.int().min(0).max(600).default(10),
});
export type Limits = z.output<typeof limitsSchema>;
