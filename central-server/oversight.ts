import { administrationTables } from '#administration/accounts/tables.ts';
import { AuditVerification } from '#administration/audit-log/verification.ts';
import { Notices } from '#administration/notices/notices.ts';
import { SyslogForwarder } from '#administration/syslog/forwarder.ts';
import { syslogTarget } from '#administration/syslog/setting.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { Rounds } from '#config/rounds.ts';
import packageFile from '../package.json' with { type: 'json' };
import { nodesIn } from './catalogue/nodes.ts';
import type { CatalogueRepository } from './catalogue/repository.ts';
import type { CentralServerFile } from './file.ts';
import { Identity } from './identity.ts';
import { checkAudit, checkCertificates, checkCollector, checkRequests } from './notices/checks.ts';
import { expiryDays } from './notices/expiry-days.ts';
import { CENTRAL_SERVER_NOTICES } from './notices/kinds.ts';
import { PublicationWatch } from './notices/publication-watch.ts';
import { Expiries } from './overview/expiries.ts';
import type { Missing } from './publication/publisher.ts';

interface OversightParts {
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
  readonly log: Log;
}

interface Part {
  start(): void;
  stop(): Promise<void>;
}

/** What watches over a central server and tells others of it. */
export interface Oversight extends Part {
  readonly notices: Notices;
  readonly verification: AuditVerification;
  /** Publishes, and notices when that fails or waits for too long. */
  watched(publish: () => Promise<Missing | undefined>): Promise<void>;
}

/** The notices of a central server, kept in its catalogue. */
export function noticesOf(file: CentralServerFile, { repository, clock, log }: OversightParts): Promise<Notices> {
  const identity = new Identity(file);
  return Notices.open({
    ...{ database: administrationTables(repository.reader), clock, log },
    ...{ kinds: CENTRAL_SERVER_NOTICES, testKind: 'test', setting: file.notices, folder: file.folder },
    instance: () => identity.instance(repository.reader),
  });
}

/** Opens it; nothing is watched or sent before it is started. Throws what is wrong with the file or with what it names. */
export async function openOversight(file: CentralServerFile, parts: OversightParts): Promise<Oversight> {
  const { repository, clock, log } = parts;
  const { folder, node, data, parameters } = file;
  const catalogue = repository.reader;
  const verification = new AuditVerification(administrationTables(catalogue));
  const notices = await noticesOf(file, parts);
  const { store } = notices;
  const days = expiryDays(parameters['notices.expiry-days']);
  const publication = new PublicationWatch({
    ...{ store, node: node.name, clock, log },
    publishedAt: (await nodesIn(catalogue)).find(({ name }) => name === node.name)?.publishedAt,
    expireSeconds: parameters['center.configuration-expire-interval'],
  });
  const expiries = new Expiries();
  const target = file.auditLog.syslog && (await syslogTarget(file.auditLog.syslog, folder));
  const rounds = (what: string, seconds: number, work: (now: Date) => Promise<void>): Rounds =>
    new Rounds(async () => {
      try {
        await work(clock.now());
      } catch (error) {
        log.error('What needs somebody could not be looked for', { what, error });
      }
      return seconds * 1_000;
    });
  const seconds = parameters['notices.check-interval'];
  const tasks: readonly Part[] = [
    notices,
    rounds('publication', seconds, () => publication.look()),
    rounds('requests', seconds, (now) =>
      checkRequests(catalogue, store, { hours: parameters['notices.waiting-request-hours'], now }),
    ),
    rounds('certificates', parameters['notices.certificate-check-interval'], (now) =>
      checkCertificates(catalogue, store, { expiries, data, node: node.name, days, now }),
    ),
    rounds('audit log', parameters['audit-log.verification-interval'], () => checkAudit(verification, store)),
    ...(target === undefined
      ? []
      : [
          new SyslogForwarder({
            ...{ database: administrationTables(catalogue), target, node: node.name, clock, log },
            device: { product: 'central-server', version: packageFile.version },
          }),
          rounds('collector', seconds, (now) =>
            checkCollector(catalogue, store, { target, seconds: parameters['notices.syslog-away-after'], now }),
          ),
        ]),
  ];
  return {
    ...{ notices, verification },
    watched: (publish) => publication.watched(publish),
    start: () => {
      for (const task of tasks) task.start();
    },
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}
