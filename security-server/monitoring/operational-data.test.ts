import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MemberId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { quietLog } from '../../test/quiet-log.ts';
import { OperationalData, type OperationalDataQuery } from './operational-data.ts';
import type { OperationalRecord } from './operational-record.ts';
import { OperationalMonitoring } from './store.ts';

const member: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' };
const register: SubsystemId = { ...member, type: 'SUBSYSTEM', subsystemCode: 'register' };
const caller: SubsystemId = { ...register, memberCode: '2', subsystemCode: 'caller' };
const OFFSET = 60;
const NOW = 1_000;

describe('Queries for operational data', () => {
  let folder: string;
  let store: OperationalMonitoring;
  let seconds = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drum-monitoring-'));
    store = await OperationalMonitoring.open({
      database: { engine: 'sqlite', path: join(folder, 'monitoring.sqlite'), synchronous: 'normal' },
      clock: { kind: 'shifted', now: () => new Date(seconds * 1000) },
      log: quietLog,
      version: '7.8.1',
      keepDays: 7,
      bufferRecordsMax: 10_000,
      storeIntervalMs: 3_600_000,
    });
    // Two in each of the seconds 100, 101 …, and 600 in the second 110.
    for (let second = 100; second < 110; second += 1) await keep(second, 2);
    await keep(110, 600);
    await keep(111, 1, { client: member, succeeded: false });
  });

  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function keep(second: number, count: number, change: Partial<OperationalRecord> = {}): Promise<void> {
    seconds = second;
    for (let number = 0; number < count; number += 1) {
      store.record({
        securityServerType: 'Producer',
        securityServerInternalIp: '10.0.0.7',
        requestInTs: second * 1000 + number,
        client: caller,
        service: { ...register, type: 'SERVICE', serviceCode: 'person' },
        succeeded: true,
        ...change,
      });
    }
    await store.flush();
  }

  async function told(recordsMax: number, change: Partial<OperationalDataQuery> = {}) {
    const data = new OperationalData({
      records: (query) => store.find(query),
      nowSeconds: () => NOW,
      offsetSeconds: OFFSET,
      recordsMax,
    });
    const query = {
      recordsFrom: 0,
      recordsTo: 500,
      provider: undefined,
      visibleTo: undefined,
      outputFields: new Set([]),
    };
    const { payload, ...answer } = await data.answer({ ...query, ...change });
    const { records } = JSON.parse(gunzipSync(payload).toString()) as { records: Record<string, unknown>[] };
    expect(records.length).to.equal(answer.recordsCount);
    return { ...answer, records };
  }

  it('are answered with all records of the time, in their order, with both ends', async () => {
    const { recordsCount, nextRecordsFrom, records } = await told(10_000, { recordsFrom: 101, recordsTo: 102 });
    expect([recordsCount, nextRecordsFrom]).to.deep.equal([4, undefined]);
    expect(records.map(({ requestInTs }) => requestInTs)).to.deep.equal([101_000, 101_001, 102_000, 102_001]);
    expect((await told(10_000)).recordsCount).to.equal(621);
  });

  for (const [max, count, next, what] of [
    [3, 4, 102, 'in the middle of a second, which is told to its end'],
    [4, 4, 102, 'at the end of a second'],
    [21, 620, 111, 'in a second that is longer than an answer'],
    [620, 620, 111, 'before the last'],
    [621, 621, undefined, 'not at all, as it is just enough'],
  ] as const) {
    it(`that find more than ${max} records are cut off ${what}`, async () => {
      const { recordsCount, nextRecordsFrom } = await told(max);
      expect([recordsCount, nextRecordsFrom]).to.deep.equal([count, next]);
    });
  }

  it('end before the records that others of the same second may still join', async () => {
    expect((await told(10_000, { recordsTo: NOW - OFFSET - 1 })).nextRecordsFrom).to.equal(undefined);
    expect((await told(10_000, { recordsTo: NOW - OFFSET })).nextRecordsFrom).to.equal(NOW - OFFSET);
    expect((await told(4, { recordsTo: NOW })).nextRecordsFrom).to.equal(102);
    const failure = await told(10_000, { recordsFrom: NOW - OFFSET, recordsTo: NOW }).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'client.invalid_request', message: 'Records not available from 940 yet' });
  });

  it('tell a client its own records, as client and as provider, without what is the owner’s alone', async () => {
    expect((await told(10_000, { visibleTo: caller })).recordsCount).to.equal(620);
    const { recordsCount, records } = await told(10_000, { visibleTo: member });
    expect(recordsCount).to.equal(1);
    expect(records[0])
      .to.include({ succeeded: false, clientMemberCode: '1' })
      .and.not.have.property('securityServerInternalIp');
    expect((await told(10_000, { visibleTo: register })).recordsCount).to.equal(621);
    expect((await told(10_000, { visibleTo: caller, provider: register })).recordsCount).to.equal(620);
    expect((await told(10_000, { provider: caller })).recordsCount).to.equal(0);
  });

  it('tell the fields that are asked for, of what is known', async () => {
    const outputFields = new Set(['serviceCode', 'restPath', 'securityServerInternalIp']);
    const own = await told(10_000, { recordsTo: 100, outputFields });
    expect(own.records[0]).to.deep.equal({ serviceCode: 'person', securityServerInternalIp: '10.0.0.7' });
    const others = await told(10_000, { recordsTo: 100, outputFields, visibleTo: caller });
    expect(others.records[0]).to.deep.equal({ serviceCode: 'person' });
  });
});
