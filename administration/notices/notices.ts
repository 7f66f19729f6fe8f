import type { Kysely } from 'kysely';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import { Courier } from './courier.ts';
import { worded, type NoticeKinds } from './kind.ts';
import { mailSenders } from './mail.ts';
import type { Sender, Senders } from './sender.ts';
import { isFor, type NoticesSetting } from './setting.ts';
import { NoticeStore } from './store.ts';
import { webhookSender } from './webhook.ts';

interface NoticesOptions {
  readonly database: Kysely<AdministrationTables>;
  readonly kinds: NoticeKinds;
  /** The kind of the notice that is sent to try the way. */
  readonly testKind: string;
  /** Absent: notices are kept, and sent to nobody. */
  readonly setting?: NoticesSetting | undefined;
  /** Names of files are relative to it. */
  readonly folder: string;
  /** Whose notices they are; asked each time, because a server may be initialised while it runs. */
  readonly instance: () => Promise<string | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  readonly lookMs?: number;
}

export interface TestOutcome {
  /** An address, or the name of a web hook. */
  readonly recipient: string;
  /** Why it was not sent; absent: it was. */
  readonly error?: string;
}

/** The notices of a program: kept, and sent to those whom its file names. */
export class Notices {
  readonly store: NoticeStore;
  readonly kinds: NoticeKinds;
  private readonly senders: Senders;
  private readonly courier: Courier;
  private readonly options: NoticesOptions;

  private constructor(options: NoticesOptions, senders: Senders) {
    const { database, clock, kinds, log, setting, lookMs } = options;
    this.options = options;
    this.kinds = kinds;
    this.senders = senders;
    this.store = new NoticeStore({ database, clock, channelsOf: (kind) => channelsOf(kind, kinds, setting) });
    this.courier = new Courier({ database, senders, kinds, clock, log, ...(lookMs === undefined ? {} : { lookMs }) });
  }

  /** Reads the files that the setting names. Throws what is wrong with them, with the field. */
  static async open(options: NoticesOptions): Promise<Notices> {
    const { setting, folder, instance, clock } = options;
    const senders = new Map<string, Sender>();
    if (setting?.mail !== undefined) {
      const mail = await mailSenders(setting.mail, { instance, folder });
      for (const [channel, sender] of mail) senders.set(channel, sender);
    }
    for (const webhook of setting?.webhooks ?? []) {
      senders.set(`${WEBHOOK}${webhook.name}`, await webhookSender(webhook, { instance, folder, clock }));
    }
    return new Notices(options, senders);
  }

  start(): void {
    this.courier.start();
  }

  stop(): Promise<void> {
    return this.courier.stop();
  }

  /** Sends a notice at once, to try the way. Throws `notice_channel_not_set` where there is nobody to send it to. */
  async sendTest(way: 'mail' | 'webhook'): Promise<readonly TestOutcome[]> {
    const { clock, kinds, testKind } = this.options;
    const now = clock.now();
    const found = { kind: testKind, subject: 'test', step: 1, data: {} };
    const notice = worded({ ...found, id: 0, raisedAt: now, steppedAt: now }, kinds);
    const prefix = way === 'mail' ? MAIL : WEBHOOK;
    const chosen = [...this.senders].filter(([channel]) => channel.startsWith(prefix));
    if (chosen.length === 0) {
      throw drumError('notice_channel_not_set', `The configuration file names no ${way} for notices`);
    }
    return Promise.all(
      chosen.map(async ([channel, sender]) => {
        const recipient = channel.slice(prefix.length);
        try {
          await sender.send([notice]);
          return { recipient };
        } catch (thrown) {
          const { code, message } = asDrumError(thrown);
          return { recipient, error: `${code}: ${message}` };
        }
      }),
    );
  }
}

const MAIL = 'mail:';
const WEBHOOK = 'webhook:';

function channelsOf(kind: string, kinds: NoticeKinds, setting: NoticesSetting | undefined): readonly string[] {
  const { mail, webhooks = [] } = setting ?? {};
  return [
    ...(mail?.recipients ?? []).filter((each) => isFor(each, kind, kinds)).map(({ address }) => `${MAIL}${address}`),
    ...webhooks.filter((each) => isFor(each, kind, kinds)).map(({ name }) => `${WEBHOOK}${name}`),
  ];
}
