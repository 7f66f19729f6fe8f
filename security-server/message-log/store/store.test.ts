import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { digest } from '#certs/algorithms.ts';
import { describeOnBothEngines } from '../../../test/storage/engines.ts';
import type { RecordToStore } from './record-queries.ts';
import { openStore, type MessageStore } from './store.ts';
import { openStoreThread } from './thread.ts';

const bytes = (text: string) => Buffer.from(text);
const OWNER = 'SUBSYSTEM:BG/GOV/1000/registry';

function record(queryId: string, change: Partial<RecordToStore> = {}): RecordToStore {
  return {
    queryId,
    requestId: `r-${queryId}`,
    direction: 'request',
    side: 'client',
    owner: OWNER,
    client: OWNER,
    service: 'SERVICE:BG/GOV/2000/persons/person',
    timeMs: 1_795_392_000_000,
    message: bytes(`message ${queryId}`),
    signature: bytes(`<signature of="${queryId}"/>`),
    hashChainResult: null,
    hashChain: null,
    digestAlgorithm: 'SHA-512',
    bodies: [],
    isMetadata: false,
    decision: null,
    ...change,
  };
}

describeOnBothEngines('the message log’s store', (engine) => {
  let store: MessageStore;
  beforeEach(async () => {
    store = await openStore(await engine.fresh());
  });
  afterEach(() => store.close());

  it('gives back a record with everything its container is made of', async () => {
    const body = {
      sizeBytes: 9,
      digest: digest('SHA-512', bytes('Търново')),
      truncated: false,
      bytes: bytes('the body'),
      name: null,
    };
    const full = record('q', {
      hashChainResult: bytes('<result/>'),
      hashChain: bytes('<chain/>'),
      bodies: [body],
      decision: '{"basis":"чл. 106"}',
    });
    const id = await store.append([full]);
    const evidence = await store.evidence(id);
    expect(evidence).to.deep.include({
      queryId: 'q',
      direction: 'request',
      timeMs: full.timeMs,
      message: full.message,
      signature: full.signature,
      hashChainResult: full.hashChainResult,
      hashChain: full.hashChain,
      timeStamp: null,
    });
    expect(evidence?.bodies).to.deep.equal([body]);
    expect(await store.evidence(id + 1)).to.equal(undefined);
  });

  it('gives back many bodies in their order, each as it was kept, and those of no other record', async () => {
    const bodies = Array.from({ length: 1000 }, (_, n) => ({
      sizeBytes: n + 1,
      digest: digest('SHA-512', bytes(`${n}`)),
      truncated: n % 3 === 1,
      bytes: n % 3 === 2 ? null : bytes(`body ${n}`),
      name: n % 6 === 2 ? `name ${n}` : null,
    }));
    const id = await store.append([record('a', { bodies }), record('b'), record('c', { bodies: bodies.slice(4, 6) })]);
    expect((await store.evidence(id))?.bodies).to.deep.equal(bodies);
    expect((await store.evidence(id + 1))?.bodies).to.deep.equal([]);
    expect((await store.evidence(id + 2))?.bodies).to.deep.equal(bodies.slice(4, 6));
  });

  it('finds records by message id, owner and direction, and nobody else’s', async () => {
    await store.append([
      record('q', { decision: '{"case":"7"}' }),
      record('q', { direction: 'response' }),
      record('other'),
      record('q', { owner: 'MEMBER:BG/GOV/1000' }),
    ]);
    const query = { queryId: 'q', owner: OWNER, recordsMax: 10 };
    expect((await store.find(query)).map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(await store.find({ ...query, direction: 'request' })).to.deep.equal([
      {
        id: 1,
        queryId: 'q',
        requestId: 'r-q',
        direction: 'request',
        side: 'client',
        client: OWNER,
        service: 'SERVICE:BG/GOV/2000/persons/person',
        timeMs: 1_795_392_000_000,
        timestamped: false,
        archived: false,
        decision: '{"case":"7"}',
      },
    ]);
    expect(await store.find({ ...query, recordsMax: 1 })).to.have.length(1);
    expect(await store.find({ ...query, owner: 'SUBSYSTEM:BG/GOV/1000/other' })).to.deep.equal([]);
  });

  it('numbers records one after the other over commits, also when several commit at once', async () => {
    const firsts = await Promise.all(
      [3, 1, 5, 2].map((count) => store.append(Array.from({ length: count }, (_, n) => record(`${n}`)))),
    );
    const ids = firsts.flatMap((first, index) => Array.from({ length: [3, 1, 5, 2][index] ?? 0 }, (_, n) => first + n));
    expect(ids.toSorted((a, b) => a - b)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('stores 256 records with one commit and each under its own id', async () => {
    const first = await store.append(Array.from({ length: 256 }, (_, n) => record(`q${n}`)));
    expect(first).to.equal(1);
    const found = await Promise.all(
      [0, 100, 255].map((n) => store.find({ queryId: `q${n}`, owner: OWNER, recordsMax: 2 })),
    );
    expect(found.map((some) => some.map(({ id }) => id))).to.deep.equal([[1], [101], [256]]);
    expect((await store.evidence(101))?.message).to.deep.equal(bytes('message q100'));
  });

  it('stores a message id with U+0000, which must not spoil the commit of others', async () => {
    expect(await store.append([record('a\0b'), record('c')])).to.equal(1);
    expect(await store.find({ queryId: 'c', owner: OWNER, recordsMax: 2 })).to.have.length(1);
  });

  it('gives the oldest records without time-stamp, one by itself and more as a batch', async () => {
    expect(await store.pendingTimeStamp(10)).to.equal(undefined);
    await store.append([record('a')]);
    expect(await store.pendingTimeStamp(10)).to.deep.equal({
      kind: 'single',
      id: 1,
      signature: bytes('<signature of="a"/>'),
    });
    await store.append([record('b'), record('c')]);
    expect(await store.pendingTimeStamp(2)).to.include({
      kind: 'batch',
      firstId: 1,
      lastId: 2,
      recordCount: 2,
      algorithm: 'SHA-512',
    });
    expect(await store.pendingTimeStamp(10)).to.include({ kind: 'batch', firstId: 1, lastId: 3, recordCount: 3 });
    expect(await store.pendingTimeStampOf(2)).to.include({ kind: 'single', id: 2 });
  });

  it('does not mix digests in one batch', async () => {
    await store.append([record('a'), record('b'), record('c', { digestAlgorithm: 'SHA-256' })]);
    expect(await store.pendingTimeStamp(10)).to.include({ firstId: 1, lastId: 2, algorithm: 'SHA-512' });
  });

  it('marks a batch time-stamped and gives each record its own chain to the one result', async () => {
    await store.append(Array.from({ length: 5 }, (_, n) => record(`q${n}`)));
    const pending = await store.pendingTimeStamp(10);
    if (pending?.kind !== 'batch') throw new Error('a batch was expected');
    await store.append([record('later')]);
    const token = bytes('token');
    await store.saveTimeStamp({ pending, timeMs: 5, token, url: 'http://tsa', algorithm: 'SHA-512' });
    expect(await store.pendingTimeStamp(10)).to.include({ kind: 'single', id: 6 });
    const chains = await Promise.all([1, 2, 3, 4, 5].map(async (id) => (await store.evidence(id))?.timeStamp));
    for (const timeStamp of chains) {
      expect(timeStamp?.token).to.deep.equal(token);
      expect(timeStamp?.batch?.hashChainResult).to.deep.equal(pending.hashChainResult);
    }
    const own = digest('SHA-512', bytes('<signature of="q3"/>')).toString('base64');
    const chain = (index: number) => Buffer.from(chains[index]?.batch?.hashChain ?? []).toString();
    expect(chain(3)).to.match(
      new RegExp(`<ns2:DataRef URI="/META-INF/signatures.xml">\\s*<DigestValue>${RegExp.escape(own)}<`),
    );
    expect(new Set(chains.map((_, index) => chain(index))).size).to.equal(5);
  });

  it('marks more records than one transaction takes, and leaves alone one that was stamped meanwhile', async () => {
    for (let part = 0; part < 5; part += 1)
      await store.append(Array.from({ length: 240 }, (_, n) => record(`${part}-${n}`)));
    const pending = await store.pendingTimeStamp(10_000);
    const early = await store.pendingTimeStampOf(700);
    if (pending === undefined || early === undefined) throw new Error('records were expected');
    const stamp = { timeMs: 5, url: 'http://tsa', algorithm: 'SHA-512' } as const;
    await store.saveTimeStamp({ ...stamp, pending: early, token: bytes('early') });
    await store.saveTimeStamp({ ...stamp, pending, token: bytes('batch') });
    expect(await store.pendingTimeStamp(10_000)).to.equal(undefined);
    expect((await store.evidence(700))?.timeStamp).to.deep.equal({ token: bytes('early'), batch: null });
    expect((await store.evidence(1200))?.timeStamp?.token).to.deep.equal(bytes('batch'));
  });

  it('takes records while many are marked time-stamped', async () => {
    // So many that marking them takes far longer than one commit, on a busy machine too.
    for (let part = 0; part < 25; part += 1)
      await store.append(Array.from({ length: 240 }, (_, n) => record(`${part}-${n}`)));
    const pending = await store.pendingTimeStamp(10_000);
    if (pending === undefined) throw new Error('records were expected');
    const order: string[] = [];
    const saved = store
      .saveTimeStamp({ pending, timeMs: 5, token: bytes('t'), url: 'u', algorithm: 'SHA-512' })
      .then(() => order.push('marked'));
    // As a message from another thread comes: in a turn of the event loop of its own.
    await setImmediate();
    await store.append([record('meanwhile')]);
    order.push('taken');
    await saved;
    expect(order).to.deep.equal(['taken', 'marked']);
  });

  it('keeps since when time-stamping fails', async () => {
    expect(await store.timeStampingFailedSince()).to.equal(0);
    await store.setTimeStampingFailedSince(1_795_392_000_000);
    expect(await store.timeStampingFailedSince()).to.equal(1_795_392_000_000);
  });

  it('archives only what is time-stamped, moves each chain on once, and deletes what is archived and old', async () => {
    await store.append([record('a'), record('b', { owner: 'MEMBER:BG/GOV/2' }), record('c')]);
    const pending = await store.pendingTimeStamp(2);
    if (pending === undefined) throw new Error('records were expected');
    await store.saveTimeStamp({ pending, timeMs: 5, token: bytes('t'), url: 'u', algorithm: 'SHA-512' });
    expect(await store.ownersToArchive()).to.deep.equal(['MEMBER:BG/GOV/2', OWNER]);
    const all = await store.toArchive({ afterId: 0, owners: 'all', recordsMax: 10 });
    expect(all.map(({ id }) => id)).to.deep.equal([1, 2]);
    expect((await store.toArchive({ afterId: 0, owners: [OWNER], recordsMax: 10 })).map(({ id }) => id)).to.deep.equal([
      1,
    ]);

    const first = { digest: 'd1', name: 'f1' };
    expect(await store.saveArchive({ group: '', previous: undefined, link: first, recordIds: [1] })).to.equal(true);
    expect(await store.lastArchive('')).to.deep.equal(first);
    expect(
      await store.saveArchive({ group: '', previous: undefined, link: { digest: 'x', name: 'x' }, recordIds: [2] }),
    ).to.equal(false);
    expect(
      await store.saveArchive({ group: '', previous: { digest: 'x', name: 'x' }, link: first, recordIds: [2] }),
    ).to.equal(false);
    expect((await store.toArchive({ afterId: 0, owners: 'all', recordsMax: 10 })).map(({ id }) => id)).to.deep.equal([
      2,
    ]);
    const second = { digest: 'd2', name: 'f2' };
    expect(await store.saveArchive({ group: '', previous: first, link: second, recordIds: [2] })).to.equal(true);
    expect(await store.lastArchive('')).to.deep.equal(second);
    expect(await store.lastArchive('other')).to.equal(undefined);

    expect(await store.deleteArchived(1_795_392_000_000, 10)).to.deep.equal({ deleted: 0, bodyNames: [] });
    expect(await store.deleteArchived(1_795_392_000_001, 1)).to.deep.equal({ deleted: 1, bodyNames: [] });
    await store.deleteUnusedTimeStamps(100);
    expect(await store.evidence(1)).to.equal(undefined);
    expect((await store.evidence(2))?.timeStamp?.batch).to.not.equal(null);
    expect(await store.deleteArchived(1_795_392_000_001, 10)).to.deep.equal({ deleted: 1, bodyNames: [] });
    expect((await store.evidence(3))?.timeStamp).to.equal(null);
  });

  it('never gives an id again, even after all records were deleted', async () => {
    await store.append([record('a'), record('b')]);
    const pending = await store.pendingTimeStamp(2);
    if (pending === undefined) throw new Error('records were expected');
    await store.saveTimeStamp({ pending, timeMs: 5, token: bytes('t'), url: 'u', algorithm: 'SHA-512' });
    await store.saveArchive({ group: '', previous: undefined, link: { digest: 'd', name: 'f' }, recordIds: [1, 2] });
    await store.deleteArchived(Number.MAX_SAFE_INTEGER, 10);
    expect(await store.append([record('c')])).to.equal(3);
  });

  it('tells bodies with and without record apart', async () => {
    const body = { sizeBytes: 1, digest: bytes('d'), truncated: true, bytes: null, name: 'kept' };
    await store.append([record('a', { bodies: [body] })]);
    expect(await store.namesWithoutRecord(['kept', 'orphan'])).to.deep.equal(['orphan']);
    expect(await store.namedBodies({ id: 0, number: 0 }, 10)).to.deep.equal([{ id: 1, number: 1, name: 'kept' }]);
    await store.addBodyPart({ name: 'kept', part: 0, timeMs: 1, bytes: bytes('x') });
    await store.addBodyPart({ name: 'orphan', part: 0, timeMs: 1, bytes: bytes('y') });
    await store.addBodyPart({ name: 'young', part: 0, timeMs: 9, bytes: bytes('z') });
    expect(await store.namesWithoutParts(['kept', 'lost'])).to.deep.equal(['lost']);
    const second = { ...body, name: 'second' };
    await store.append([record('b', { bodies: [{ ...body, name: null }, second] })]);
    await store.addBodyPart({ name: 'second', part: 0, timeMs: 1, bytes: bytes('2') });
    expect(await store.namesWithoutRecord(['second', 'kept', 'orphan'])).to.deep.equal(['orphan']);
    expect(await store.namedBodies({ id: 1, number: 1 }, 10)).to.deep.equal([{ id: 2, number: 2, name: 'second' }]);
    expect(await store.namedBodies({ id: 2, number: 2 }, 10)).to.deep.equal([]);
    expect(await store.deleteBodiesWithoutRecord(5)).to.equal(1);
    expect(await store.bodyPart('second', 0)).to.deep.equal(bytes('2'));
    expect(await store.bodyPart('orphan', 0)).to.equal(undefined);
    expect(await store.bodyPart('kept', 0)).to.deep.equal(bytes('x'));
    expect(await store.bodyPart('young', 0)).to.deep.equal(bytes('z'));
  });

  it('finds everything again after it was closed and opened', async () => {
    const options = await engine.fresh();
    const before = await openStore(options);
    await before.append([record('a')]);
    await before.close();
    const after = await openStoreThread({ database: options, restartDelayMs: 0 });
    expect(await after.find({ queryId: 'a', owner: OWNER, recordsMax: 2 })).to.have.length(1);
    expect(await after.append([record('b')])).to.equal(2);
    await after.close();
  });
});
