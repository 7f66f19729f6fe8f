import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { DrumError } from '#protocol/errors.ts';
import { openAccessJournal, type AccessRecord } from './access-journal.ts';

const EGN = '3523126407';
const RECORD: AccessRecord = {
  at: new Date('2026-11-22T10:00:00Z'),
  operation: 'person-data',
  outcome: 'found',
  status: 200,
  context: {
    client: 'BG/MUN/000696327/permits',
    messageId: 'm-1',
    caseNumber: 'СОА26-УР66-1234/22.11.2026',
    purpose: { code: 'administrative-service', text: '2107' },
    legalBasis: { codes: ['ZEU-2-1', 'ZGR-106-1-2'], text: 'споразумение 7' },
    official: 'i.ivanova@sofia.example',
    responsiblePerson: 'p.head',
    employeeNames: 'Ирина Иванова',
    employeePosition: 'главен експерт',
  },
  subject: { type: 'EGN', identifier: EGN },
};

describe('access journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drum-journal-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const rows = () => {
    const database = new Database(join(folder, 'access-journal.sqlite'), { readonly: true });
    const all = database.prepare('SELECT * FROM access ORDER BY id').all() as Record<string, unknown>[];
    database.close();
    return all;
  };
  const bytes = () =>
    readdirSync(folder)
      .map((file) => readFileSync(join(folder, file)).toString('latin1'))
      .join('\n');

  it('keeps who asked, when, in which case, why, and what became of it', async () => {
    const journal = openAccessJournal(folder);
    await journal.record(RECORD);
    const subject = journal.pseudonym({ type: 'EGN', identifier: EGN });
    journal.close();
    expect(rows()).to.deep.equal([
      {
        id: 1,
        at: '2026-11-22T10:00:00.000Z',
        operation: 'person-data',
        outcome: 'found',
        status: 200,
        code: null,
        detail: null,
        message_id: 'm-1',
        client: 'BG/MUN/000696327/permits',
        case_number: 'СОА26-УР66-1234/22.11.2026',
        purpose: 'administrative-service',
        purpose_text: '2107',
        legal_bases: 'ZEU-2-1,ZGR-106-1-2',
        legal_basis_text: 'споразумение 7',
        official: 'i.ivanova@sofia.example',
        responsible_person: 'p.head',
        employee_names: 'Ирина Иванова',
        employee_position: 'главен експерт',
        subject,
      },
    ]);
    expect(subject).to.match(/^[0-9a-f]{64}$/);
  });

  it('knows a person by a pseudonym that its own key makes, the same after a restart', () => {
    const first = openAccessJournal(folder);
    const pseudonym = first.pseudonym({ type: 'EGN', identifier: EGN });
    expect(first.pseudonym({ type: 'LNCh', identifier: EGN })).not.to.equal(pseudonym);
    expect(first.pseudonym({ type: 'EGN', identifier: '3727246413' })).not.to.equal(pseudonym);
    first.close();
    const again = openAccessJournal(folder);
    expect(again.pseudonym({ type: 'EGN', identifier: EGN })).to.equal(pseudonym);
    again.close();
    const other = mkdtempSync(join(folder, 'other-'));
    const stranger = openAccessJournal(other);
    expect(stranger.pseudonym({ type: 'EGN', identifier: EGN })).not.to.equal(pseudonym);
    stranger.close();
  });

  it('holds no personal number, wherever the query wrote it', async () => {
    const journal = openAccessJournal(folder);
    const said = `лице ${EGN} и 1000000012`;
    await journal.record({
      ...RECORD,
      context: {
        ...RECORD.context,
        messageId: `m-${EGN}`,
        caseNumber: said,
        purpose: { code: 'other', text: said },
        legalBasis: { codes: ['ZEU-2-1', EGN], text: said },
        official: `PNOBG-${EGN}`,
        responsiblePerson: said,
        employeeNames: said,
        employeePosition: `99${EGN}99`,
      },
    });
    await journal.record({
      ...RECORD,
      context: { caseNumber: '3523126408' },
      subject: { type: 'EGN', identifier: '3523126408' },
    });
    const whileOpen = bytes();
    const mark = journal.pseudonym({ type: 'EGN', identifier: EGN }).slice(0, 16);
    journal.close();
    for (const text of [whileOpen, bytes()]) {
      for (const number of [EGN, '1000000012', '3523126408']) expect(text.includes(number), number).to.equal(false);
    }
    expect(rows()[0]).to.include({ official: `PNOBG-[${mark}]`, employee_position: `99[${mark}]99` });
  });

  it('never changes or loses a record', async () => {
    const journal = openAccessJournal(folder);
    await journal.record(RECORD);
    journal.close();
    const database = new Database(join(folder, 'access-journal.sqlite'));
    expect(() => database.exec("UPDATE access SET official = 'x'")).to.throw('a record of access is never changed');
    expect(() => database.exec('DELETE FROM access')).to.throw('a record of access is never deleted');
    database.close();
    expect(rows()).to.have.length(1);
  });

  it('commits what came together, in order, all of it', async () => {
    const journal = openAccessJournal(folder);
    const cases = Array.from({ length: 600 }, (_, index) => `case ${index}`);
    await Promise.all(cases.map((caseNumber) => journal.record({ ...RECORD, context: { caseNumber } })));
    journal.close();
    expect(rows().map(({ case_number }) => case_number)).to.deep.equal(cases);
  });

  it('keeps what waits when it is closed', async () => {
    const journal = openAccessJournal(folder);
    const recorded = journal.record(RECORD);
    journal.close();
    await recorded;
    expect(rows()).to.have.length(1);
  });

  it('says so when a record cannot be written, and goes on when it can again', async () => {
    const journal = openAccessJournal(folder);
    const other = new Database(join(folder, 'access-journal.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const failure = await journal.record(RECORD).catch((error: unknown) => error);
    expect(failure)
      .to.be.instanceOf(DrumError)
      .and.include({ code: 'database_error', message: 'The access journal could not be written' });
    other.exec('ROLLBACK');
    other.close();
    await journal.record(RECORD);
    journal.close();
    expect(rows()).to.have.length(1);
  });

  it('gives its key to nobody else, and does not start where the key is lost or damaged', () => {
    openAccessJournal(folder).close();
    const key = join(folder, 'access-journal.key');
    expect(statSync(key).mode & 0o777).to.equal(0o600);
    writeFileSync(key, 'not a key');
    expect(() => openAccessJournal(folder))
      .to.throw(DrumError, 'key of the access journal is damaged')
      .with.property('code', 'malformed_server_conf');
    rmSync(key);
    expect(() => openAccessJournal(folder))
      .to.throw(DrumError, 'key of the access journal is missing')
      .with.property('code', 'malformed_server_conf');
  });

  it('does not start over a file that is no journal', () => {
    openAccessJournal(folder).close();
    writeFileSync(join(folder, 'access-journal.sqlite'), 'not a database, but text that is long enough to be read');
    expect(() => openAccessJournal(folder))
      .to.throw(DrumError, 'cannot be opened')
      .with.property('code', 'database_error');
  });
});
