import { expect } from 'chai';
import { bodyViolations, clientServerViolations, providerServerViolations } from './proof.ts';
import { whyNoStrace } from './strace.ts';
import { connectionOf, isNaming, isSync, pathsIn, readTrace } from './trace.ts';

const DATABASE = '/data/messagelog.sqlite';
const WAL = `35<${DATABASE}-wal>`;
const PEER = '45<TCP:[127.0.0.1:48684->127.0.0.12:5500]>';
const CLIENT = '44<TCP:[127.0.0.11:8080->127.0.0.1:50822]>';

const ENDS = { peer: '127.0.0.12:5500', informationSystems: '127.0.0.11:8080' };
const one = { id: 'id-1', request: 'question-1', response: 'answer-1' };
const two = { id: 'id-2', request: 'question-2', response: 'answer-2' };

const read = (...lines: readonly string[]) => readTrace(lines.join('\n'));
const write = (thread: number, to: string, text: string): string => `${thread} write(${to}, "${text}", 9) = 9`;
const page = (text: string): string => `7 pwrite64(${WAL}, "${text}", 4096, 107152) = 4096`;
const SYNC = `7 fsync(${WAL}) = 0`;

const asked = [`1 read(${CLIENT}, "GET / id-1", 65536) = 10`];
const logged = (text: string): string[] => [page(text), SYNC];
const sent = [write(1, PEER, '\\27\\3'), write(1, PEER, '\\27\\3\\1')];
const answered = [`1 read(${PEER}, "\\27\\3", 65536) = 5`];
const delivered = [write(1, CLIENT, 'HTTP/1.1 200 id-1')];

const onClientsServer = (...lines: readonly string[]): string[] =>
  clientServerViolations({ calls: read(...lines), database: DATABASE }, [one], ENDS);

describe('a trace of system calls', () => {
  it('tells what each call was about, and when it began and ended', () => {
    const [interrupted, between] = read(
      `7 fsync(${WAL} <unfinished ...>`,
      write(1, PEER, 'a > b \\"quoted\\" <c>'),
      '7 <... fsync resumed>) = 0',
      '7 +++ exited with 0 +++',
    );
    expect(interrupted).to.include({ name: 'fsync', target: `${DATABASE}-wal`, result: 0, begun: 0, ended: 2 });
    expect(between).to.include({ name: 'write', result: 9, begun: 1, ended: 1 });
    expect(between && connectionOf(between)).to.deep.equal({ local: '127.0.0.1:48684', remote: '127.0.0.12:5500' });
  });

  it('knows failures, and calls whose end it has not seen', () => {
    const [failed, injected, open] = read(
      `7 fsync(${WAL}) = -1 EIO (Input/output error)`,
      `7 fsync(${WAL}) = 0 (DELAYED)`,
      `7 fsync(${WAL} <unfinished ...>`,
    );
    expect([failed, injected, open].map((call) => call && isSync(call))).to.deep.equal([false, true, false]);
    expect(open?.ended).to.equal(Infinity);
  });

  it('knows what gives a file its name', () => {
    const calls = read(
      '7 link("/data/spool/a", "/data/bodies/b") = 0',
      '7 openat(AT_FDCWD</work>, "/data/bodies/c", O_WRONLY|O_CREAT|O_EXCL, 0640) = 47</data/bodies/c>',
      '7 openat(AT_FDCWD</work>, "/data/bodies", O_RDONLY|O_CLOEXEC) = 48</data/bodies>',
      '7 rename("/data/bodies/d.tmp", "/data/bodies/d") = -1 ENOENT (No such file or directory)',
    );
    expect(calls.map(isNaming)).to.deep.equal([true, true, false, false]);
    expect(calls.slice(0, 2).map(pathsIn)).to.deep.equal([['/data/spool/a', '/data/bodies/b'], ['/data/bodies/c']]);
  });
});

describe('the proof of durability', () => {
  it('holds where each record is synced before its byte leaves', () => {
    expect(
      onClientsServer(...asked, ...logged('question-1'), ...sent, ...answered, ...logged('answer-1'), ...delivered),
    ).to.deep.equal([]);
    // All but the last byte may leave before.
    const [early = '', last = ''] = sent;
    expect(
      onClientsServer(...asked, early, ...logged('question-1'), last, ...answered, ...logged('answer-1'), ...delivered),
    ).to.deep.equal([]);
  });

  it('does not hold where a byte leaves before the sync has ended', () => {
    const late = 'last byte to the other server: message 1 left before as many records were synced';
    expect(
      onClientsServer(...asked, page('question-1'), ...sent, SYNC, ...answered, ...logged('answer-1'), ...delivered),
    ).to.deep.equal([late]);
    expect(
      onClientsServer(
        ...asked,
        page('question-1'),
        `7 fsync(${WAL} <unfinished ...>`,
        ...sent,
        '7 <... fsync resumed>) = 0',
        ...answered,
        ...logged('answer-1'),
        ...delivered,
      ),
    ).to.deep.equal([late]);
    expect(
      onClientsServer(...asked, ...logged('question-1'), ...sent, ...answered, page('answer-1'), ...delivered, SYNC),
    ).to.deep.equal(['first byte of id-1 to the information system: sent before the record with answer-1 was synced']);
  });

  it('takes no sync for it that came before the write, of another file, or that failed', () => {
    for (const other of ['7 fsync(36</data/messagelog.sqlite>) = 0', `7 fsync(${WAL}) = -1 EIO (Input/output error)`]) {
      expect(
        onClientsServer(
          SYNC,
          ...asked,
          page('question-1'),
          other,
          ...sent,
          ...answered,
          ...logged('answer-1'),
          ...delivered,
        ),
        other,
      ).to.deep.equal(['last byte to the other server: message 1 left before as many records were synced']);
    }
  });

  it('counts messages where TLS hides which is which', () => {
    const both = [one, two];
    const ends = { peers: '127.0.0.12:5500', providerSystem: '127.0.0.20:8090' };
    const system = '50<TCP:[127.0.0.12:4000->127.0.0.20:8090]>';
    const first = '60<TCP:[127.0.0.12:5500->127.0.0.11:40001]>';
    const second = '61<TCP:[127.0.0.12:5500->127.0.0.11:40002]>';
    const received = [first, second].map((peer) => `1 read(${peer}, "\\27", 65536) = 5`);
    const called = [one, two].flatMap(({ id, request }) => [...logged(request), write(1, system, `POST ${id}`)]);
    const check = (...lines: readonly string[]): string[] =>
      providerServerViolations({ calls: read(...received, ...called, ...lines), database: DATABASE }, both, ends);
    const answer = (peer: string): string => write(1, peer, '\\27');
    expect(check(...logged('answer-2'), answer(first), ...logged('answer-1'), answer(second))).to.deep.equal([]);
    expect(check(...logged('answer-2'), answer(first), answer(second), ...logged('answer-1'))).to.deep.equal([
      'first byte to the other server: message 2 left before as many records were synced',
    ]);
    expect(check(...logged('answer-2'), ...logged('answer-1'), answer(first))).to.deep.equal([
      'first byte to the other server: 1 messages for 2 records',
    ]);
  });

  it('wants a body and its name on the disk before the record speaks of it', () => {
    const written = '3 write(47</data/spool/x>, "body", 4) = 4';
    const named = '3 link("/data/spool/x", "/data/bodies/name-1") = 0';
    const content = '3 fsync(47</data/spool/x>) = 0';
    const folder = '3 fsync(48</data/bodies>) = 0';
    const check = (...lines: readonly string[]): string[] =>
      bodyViolations({ calls: read(...lines, page('name-1'), SYNC), database: DATABASE }, 'name-1');
    expect(check(written, named, content, folder)).to.deep.equal([]);
    expect(check(content, written, named, folder)).to.deep.equal([
      'the record of the body name-1 was written before the body was synced',
    ]);
    expect(check(written, folder, named, content)).to.deep.equal([
      'the record of the body name-1 was written before its folder was synced',
    ]);
    expect(check(written)).to.deep.equal(['nothing has the name name-1']);
  });

  it('says why it is not made where strace is not there', () => {
    const { PATH } = process.env;
    process.env.PATH = '/no-such-folder';
    try {
      expect(whyNoStrace()).to.equal('strace is not installed (on Debian: apt install strace)');
    } finally {
      process.env.PATH = PATH;
    }
  });
});
