import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { expect } from 'chai';
import { auditArchives } from './audit/archives.ts';
import { auditContainers } from './audit/containers.ts';
import type { Fault } from './audit/facts.ts';
import { recordsOf } from './audit/message-log.ts';
import { report } from './report.ts';
import { run, type RunResult } from './run.ts';
import type { World } from './world.ts';

const RUN_MS_MAX = 240_000;
/** The long form is `npm run faults`. */
const SHORT = { seed: 5, kills: 3, clients: 3, postgres: false } as const;

describe('faults under load', function () {
  this.timeout(RUN_MS_MAX);
  let result: RunResult;
  let tampered: { readonly containers: readonly string[]; readonly archives: readonly string[] };

  before(async () => {
    result = await run({
      ...SHORT,
      inspect: async (world) => {
        tampered = await tamper(world);
      },
    });
  });

  it('loses nothing that was answered, and recovers with no hand', () => {
    const { text, failed } = report(result);
    expect(failed, text).to.equal(0);
    expect(text.split('\n').at(-1)).to.match(/^\d+ passed, 0 failed, 0 skipped$/);
    const answered = result.ledger.filter(({ outcome }) => outcome === 'answered').length;
    expect(answered).to.be.greaterThan(100);
    expect(result.records).to.be.at.least(4 * answered);
    expect(result.containers).to.equal(result.records);
    expect(result.archives).to.be.greaterThan(0);
  });

  it('would notice a changed message, and a missing archive', () => {
    expect(tampered.containers).to.have.length(1);
    expect(tampered.containers[0]).to.match(/^consumer 1 \(.*\): /);
    expect(tampered.archives).to.include('consumer 1: in 0 archives');
  });
});

/** Changes what the consumer's server has, and says what the audit finds then. */
async function tamper(world: World): Promise<{ readonly containers: string[]; readonly archives: string[] }> {
  const data = join(world.country.folder('consumer'), 'data');
  const path = join(data, 'messagelog.sqlite');
  const place = { server: 'consumer', database: { engine: 'sqlite', path }, data } as const;
  const file = new SqliteFile(path);
  file.exec("update message_content set message = cast(message || ' ' as blob) where record_id = 1");
  file.close();
  const archives = join(data, 'archive');
  const [first = ''] = readdirSync(archives)
    .filter((name) => name.endsWith('.zip'))
    .toSorted();
  rmSync(join(archives, first));
  const words = ({ faults }: { readonly faults: readonly Fault[] }): string[] =>
    faults.map(({ where, what }) => `${where}: ${what}`);
  return {
    containers: words(await auditContainers(place, 20)),
    archives: words(await auditArchives(place, await recordsOf(place))),
  };
}
