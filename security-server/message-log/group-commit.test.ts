import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { GroupCommit } from './group-commit.ts';

const LIMITS = { recordsPerCommitMax: 256, commitBytesMax: 1000, queuedRecordsMax: 1000, queuedBytesMax: 100_000 };

/** A disk that commits when told to. */
function disk() {
  const commits: (readonly string[])[] = [];
  const waiting: { end: () => void; fail: (error: Error) => void }[] = [];
  let next = 1;
  const commit = (entries: readonly string[]) => {
    commits.push(entries);
    const firstId = next;
    next += entries.length;
    return new Promise<number>((resolve, reject) => {
      waiting.push({
        end: () => {
          resolve(firstId);
        },
        fail: reject,
      });
    });
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    commits,
    commit,
    turn,
    end: async () => {
      waiting.shift()?.end();
      await turn();
    },
    fail: async (error: Error) => {
      waiting.shift()?.fail(error);
      await turn();
    },
  };
}

describe('group commit', () => {
  it('commits a lone record at once', async () => {
    const { commit, commits, end, turn } = disk();
    const group = new GroupCommit(commit, LIMITS);
    const id = group.add('a', 1);
    await turn();
    expect(commits).to.deep.equal([['a']]);
    await end();
    expect(await id).to.equal(1);
  });

  it('commits what comes during a commit together, with the next one', async () => {
    const { commit, commits, end, turn } = disk();
    const group = new GroupCommit(commit, LIMITS);
    const ids = [group.add('a', 1)];
    await turn();
    ids.push(group.add('b', 1), group.add('c', 1), group.add('d', 1));
    await end();
    await end();
    expect(commits).to.deep.equal([['a'], ['b', 'c', 'd']]);
    expect(await Promise.all(ids)).to.deep.equal([1, 2, 3, 4]);
    expect(group.counts).to.deep.equal({ commits: 2, records: 4, queuedRecords: 0, queuedBytes: 0 });
  });

  it('resolves nothing before its commit has returned', async () => {
    const { commit, end, turn } = disk();
    const group = new GroupCommit(commit, LIMITS);
    let resolved = 0;
    for (let index = 0; index < 5; index += 1) void group.add(`${index}`, 1).then(() => (resolved += 1));
    await turn();
    await turn();
    expect(resolved).to.equal(0);
    await end();
    expect(resolved).to.equal(5);
  });

  it('refuses all records of a commit that fails, and those only', async () => {
    const { commit, end, fail, turn } = disk();
    const group = new GroupCommit(commit, LIMITS);
    const outcome = (id: Promise<number>) => id.then(String, (error: unknown) => (error as Error).message);
    const outcomes = [outcome(group.add('a', 1)), outcome(group.add('b', 1))];
    await turn();
    outcomes.push(outcome(group.add('c', 1)));
    await fail(new Error('disk full'));
    await end();
    expect(await Promise.all(outcomes)).to.deep.equal(['disk full', 'disk full', '3']);
  });

  it('ends a commit at its number of records and at its bytes, and gives a large record one of its own', async () => {
    const { commit, commits, end, turn } = disk();
    const group = new GroupCommit(commit, { ...LIMITS, recordsPerCommitMax: 3 });
    for (const [name, bytes] of [
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['d', 600],
      ['e', 600],
      ['f', 5000],
      ['g', 1],
    ] as const) {
      void group.add(name, bytes);
    }
    await turn();
    for (let index = 0; index < 5; index += 1) await end();
    expect(commits.map((entries) => entries.join(''))).to.deep.equal(['abc', 'd', 'e', 'f', 'g']);
  });

  it('refuses what is over the bounds of the queue with logging_failed, and takes records again afterwards', async () => {
    const { commit, end, turn } = disk();
    const group = new GroupCommit(commit, { ...LIMITS, queuedRecordsMax: 2 });
    const first = group.add('a', 1);
    await turn();
    const waiting = [group.add('b', 1), group.add('c', 1)];
    const refused = await group.add('d', 1).catch((error: unknown) => error);
    expect(refused).to.include({
      code: 'logging_failed',
      message: 'The message log is busy: too many records wait to be written; try again',
    });
    await end();
    await end();
    expect(await Promise.all([first, ...waiting])).to.deep.equal([1, 2, 3]);
    const later = group.add('e', 1);
    await turn();
    await end();
    expect(await later).to.equal(4);
  });

  it('refuses what is over the bytes of the queue', async () => {
    const { commit, turn } = disk();
    const group = new GroupCommit(commit, { ...LIMITS, queuedBytesMax: 100 });
    void group.add('a', 1);
    await turn();
    void group.add('b', 60);
    expect(await group.add('c', 60).catch((error: unknown) => error)).to.have.property('code', 'logging_failed');
    expect(group.counts).to.include({ queuedRecords: 1, queuedBytes: 60 });
  });

  it('commits every record once and in order, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1500), { maxLength: 60 }), async (sizes) => {
        const seen: number[] = [];
        const commit = async (entries: readonly number[]) => {
          await Promise.resolve();
          seen.push(...entries);
          return seen.length - entries.length;
        };
        const group = new GroupCommit(commit, { ...LIMITS, recordsPerCommitMax: 7 });
        const ids = await Promise.all(sizes.map((bytes, index) => group.add(index, bytes)));
        expect(seen).to.deep.equal(sizes.map((_, index) => index));
        expect(ids).to.deep.equal(seen);
      }),
      { numRuns: fuzzRuns(50) },
    );
  });
});
