import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { digest } from '#certs/algorithms.ts';
import { loadConfiguration } from '#protocol/configuration/load.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { openMessageLog, type MessageLog } from '#security-server/message-log/message-log.ts';
import type { NewMessageRecord } from '#security-server/message-log/record.ts';
import { labFile } from '../lab.ts';
import { startTestAuthority, type TestAuthority } from '../message-log/authority.ts';
import { messageLogOptions, stampedBy } from '../message-log/options.ts';
import { temporaryFolders } from '../temporary.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

const AT = new Date('2026-11-22T23:58:50Z');
const member = { instance: 'LAB', memberClass: 'COM', memberCode: '1001' };
const CONSUMER: ClientId = { type: 'SUBSYSTEM', ...member, subsystemCode: 'ConsumerSub' };
const SERVICE: ServiceId = {
  type: 'SERVICE',
  ...member,
  memberCode: '1002',
  subsystemCode: 'ProviderSub',
  serviceCode: 'echo',
};

/** Messages whose signature the real verifier found good at that time. */
function goodMessages(): string[] {
  return labFile('extracted', 'VERIFIED-AT-2026-11-22T23:58:50Z.tsv')
    .toString('utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([verdict]) => verdict === 'OK')
    .map(([, path = '']) => path.replace(/^\.\//, ''));
}

/** What a proxy would have logged of one. */
function recordOf(path: string): NewMessageRecord {
  const file = (name: string) => {
    const whole = vectorsPath('lab', 'extracted', path, name);
    return existsSync(whole) ? readFileSync(whole) : undefined;
  };
  const [hashChainResult, hashChain, attachment] = [
    file('hash-chain-result.xml'),
    file('hash-chain.xml'),
    file('attachment1'),
  ];
  return {
    queryId: path,
    requestId: path,
    direction: path.endsWith('response') ? 'response' : 'request',
    side: 'client',
    client: CONSUMER,
    service: SERVICE,
    time: AT,
    message: labFile('extracted', path, 'message'),
    signature: labFile('extracted', path, 'signature.xml'),
    ...(hashChainResult && { hashChainResult }),
    ...(hashChain && { hashChain }),
    // Attachments of SOAP messages are not logged, only their digests are.
    bodies:
      attachment === undefined || path.includes('soap')
        ? []
        : [{ sizeBytes: attachment.length, digest: digest('SHA-512', attachment), content: attachment }],
  };
}

function labConfiguration() {
  const folder = vectorsPath('lab', 'globalconf-downloaded', 'v6');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return loadConfiguration(
    new Map(
      names.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), readFileSync(path)];
      }),
    ),
  );
}

describeWithVectors('real messages in the message log', () => {
  const folder = temporaryFolders();
  const messages = goodMessages();
  let authority: TestAuthority;
  let log: MessageLog;
  let single: number;

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = AT;
    const home = folder();
    log = await openMessageLog(
      messageLogOptions(home, {
        ...stampedBy(authority),
      }),
    );
    for (const path of messages) await log.append(recordOf(path));
    await log.stamp();
    single = await log.append({ ...recordOf('rest-post-json/request'), queryId: 'alone' });
    await log.stamp();
  });
  after(async () => {
    await log.close();
    await authority.close();
  });

  const configuration = labConfiguration();
  const judge = async (id: number) => {
    const bytes = await buffer((await log.container(id)).stream());
    const trust = {
      trust: configuration.trust.bind(configuration),
      signingMember: configuration.signingMember.bind(configuration),
      tsaCertificates: () => [authority.certificate],
    };
    return verifyContainer({ source: sourceOf(bytes), configuration: trust });
  };

  for (const [index, path] of messages.entries()) {
    it(`gives evidence that verifies: ${path}`, async () => {
      const report = await judge(index + 1);
      expect(report.code, JSON.stringify(report.checks)).to.equal(null);
      expect(report.verified).to.equal(true);
      expect(report.timestampedAt).to.deep.equal(AT);
    });
  }

  it('gives evidence that verifies for a message that was time-stamped alone', async () => {
    const report = await judge(single);
    expect(report.code, JSON.stringify(report.checks)).to.equal(null);
    expect(report.timestampedAt).to.deep.equal(AT);
  });
});
