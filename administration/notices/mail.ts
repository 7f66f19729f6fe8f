import { createTransport } from 'nodemailer';
import { drumError } from '#protocol/errors.ts';
import type { WordedNotice } from './kind.ts';
import type { Sender } from './sender.ts';
import { secretIn, trustIn, type MailSetting } from './setting.ts';
import { writtenTime, type Language } from './text.ts';

const CONNECT_MS_MAX = 10_000;
const SILENCE_MS_MAX = 20_000;
/** One message tells of many notices, so that the first look at a large country does not fill a mailbox. */
const NOTICES_PER_MESSAGE_MAX = 50;

interface Origin {
  /** The instance that the notices are of; undefined: it has no name yet. */
  readonly instance: () => Promise<string | undefined>;
  readonly folder: string;
}

/** Who hands notices over to a mail server, one for each recipient, by channel. */
export async function mailSenders(
  setting: MailSetting,
  { instance, folder }: Origin,
): Promise<ReadonlyMap<string, Sender>> {
  const { host, port, security, ca, auth, from } = setting;
  const trust = ca === undefined ? undefined : await trustIn(ca, folder, 'notices.mail.ca');
  const pass = auth && (await secretIn(auth.passwordFile, folder, 'notices.mail.auth.passwordFile'));
  const transport = createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...(auth === undefined || pass === undefined ? {} : { auth: { user: auth.user, pass } }),
    tls: { minVersion: 'TLSv1.2', ...(trust === undefined ? {} : { ca: trust }) },
    ...{ connectionTimeout: CONNECT_MS_MAX, greetingTimeout: CONNECT_MS_MAX, socketTimeout: SILENCE_MS_MAX },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return new Map(
    setting.recipients.map(({ address, languages }): [string, Sender] => [
      `mail:${address}`,
      {
        kind: 'mail',
        noticesMax: NOTICES_PER_MESSAGE_MAX,
        send: async (notices) => {
          const known = await instance();
          const name = known === undefined ? 'Drum' : `Drum ${known}`;
          try {
            await transport.sendMail({
              ...{ from, to: address, subject: subjectOf(notices, name, languages), text: bodyOf(notices, languages) },
              headers: { 'Auto-Submitted': 'auto-generated' },
            });
          } catch (error) {
            throw drumError('notice_not_sent', `Mail server ${host}:${port}: ${reasonOf(error)}`, error);
          }
        },
      },
    ]),
  );
}

/** What went wrong, in words that hold neither the address nor what the server has said of it. */
function reasonOf(error: unknown): string {
  const { code, responseCode, syscall } = error as Readonly<Record<'code' | 'responseCode' | 'syscall', unknown>>;
  if (syscall === 'connect') return 'it cannot be reached';
  const name = typeof code === 'string' ? code : 'unknown reason';
  const known = REASONS[name] ?? `it failed (${name})`;
  return typeof responseCode === 'number' ? `${known}, with ${responseCode}` : known;
}

const REASONS: Readonly<Record<string, string | undefined>> = {
  ECONNECTION: 'it cannot be reached',
  ECONNREFUSED: 'it does not accept connections',
  ESOCKET: 'the connection failed, or its certificate is not trusted',
  ETLS: 'it does not offer TLS, or its certificate is not trusted',
  ETIMEDOUT: 'it does not answer',
  EDNS: 'its name is unknown',
  EAUTH: 'it refuses the user or the password',
  EENVELOPE: 'it refuses the sender or the recipient',
  EMESSAGE: 'it refuses the message',
};

const MANY: Readonly<Record<Language, string>> = { bg: 'известия', en: 'notices' };

function subjectOf(notices: readonly WordedNotice[], name: string, languages: readonly Language[]): string {
  const [notice] = notices;
  const [language = 'en'] = languages;
  const what =
    notices.length === 1 && notice !== undefined ? notice.title[language] : `${notices.length} ${MANY[language]}`;
  return `[${name}] ${what}`;
}

const bodyOf = (notices: readonly WordedNotice[], languages: readonly Language[]): string =>
  languages
    .map((language) => notices.map((notice) => paragraphs(notice, language)).join('\n\n'))
    .join(`\n\n${'-'.repeat(RULE_CHARACTERS)}\n\n`)
    .concat('\n');

const RULE_CHARACTERS = 40;

const NUMBER: Readonly<Record<Language, string>> = { bg: 'Известие', en: 'Notice' };
const SINCE: Readonly<Record<Language, string>> = { bg: 'от', en: 'since' };

function paragraphs({ id, raisedAt, title, text, next }: WordedNotice, language: Language): string {
  const number = id === 0 ? [] : [`${NUMBER[language]} ${id}, ${SINCE[language]} ${writtenTime(raisedAt, language)}`];
  return [title[language], text[language], next[language], ...number].filter((line) => line !== '').join('\n');
}
