import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { OperationalDataRequest } from '#protocol/monitoring/operational-data.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { drumError } from '#protocol/errors.ts';
import type { Page, OperationalQuery } from './operational-query.ts';

/** What is asked for, and who may see what. */
export interface OperationalDataQuery extends OperationalDataRequest {
  /** Whose records alone; undefined for who may see all. */
  readonly visibleTo: ClientId | undefined;
}

export interface OperationalDataAnswer {
  readonly recordsCount: number;
  readonly nextRecordsFrom: number | undefined;
  /** The records: JSON, compressed with gzip. */
  readonly payload: Uint8Array;
}

export interface OperationalDataOptions {
  readonly records: (query: OperationalQuery) => AsyncIterable<Page>;
  readonly nowSeconds: () => number;
  /** Younger records are not told yet: others of the same second may still come. */
  readonly offsetSeconds: number;
  readonly recordsMax: number;
}

/** Queries that wait at most; each holds its answer in memory. */
const WAITING_MAX = 20;

/** Answers queries for operational records (PR-OPMON §2), one after the other. */
export class OperationalData {
  private readonly options: OperationalDataOptions;
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: OperationalDataOptions) {
    this.options = options;
  }

  /** Throws `invalid_request` for records that are not told yet, `overloaded`, and what the database throws. */
  async answer(query: OperationalDataQuery): Promise<OperationalDataAnswer> {
    if (this.waiting >= WAITING_MAX) throw drumError('overloaded', 'Too many queries for operational data wait');
    this.waiting += 1;
    const answer = this.last.then(() => this.find(query));
    this.last = answer.catch(() => undefined);
    try {
      return await answer;
    } finally {
      this.waiting -= 1;
    }
  }

  private async find({ recordsFrom, recordsTo, ...query }: OperationalDataQuery): Promise<OperationalDataAnswer> {
    const { nowSeconds, offsetSeconds, recordsMax, records } = this.options;
    const availableBefore = nowSeconds() - offsetSeconds;
    if (recordsFrom >= availableBefore) {
      throw drumError('invalid_request', `Records not available from ${recordsFrom} yet`).withPrefix('client');
    }
    const isLate = recordsTo >= availableBefore;
    const told = { recordsCount: 0, nextRecordsFrom: isLate ? availableBefore : undefined };
    const pages = records({
      ...query,
      from: recordsFrom,
      to: isLate ? availableBefore - 1 : recordsTo,
      recordsMax,
    });
    async function* json() {
      yield '{"records":[';
      for await (const page of pages) {
        const separator = told.recordsCount === 0 || page.records.length === 0 ? '' : ',';
        yield separator + page.records.map((record) => JSON.stringify(record)).join(',');
        told.recordsCount += page.records.length;
        if (page.nextFrom !== undefined) told.nextRecordsFrom = page.nextFrom;
      }
      yield ']}';
    }
    const payload = await pipeline(json, createGzip(), (compressed) => buffer(compressed));
    return { ...told, payload };
  }
}
