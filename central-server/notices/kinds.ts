import type { NoticeData, NoticeKind, NoticeKinds } from '#administration/notices/kind.ts';
import type { Piece, Words } from '#administration/notices/text.ts';
import { requestWords } from './request-words.ts';

const SYSTEM = 'XROAD_SYSTEM_ADMINISTRATOR';
const SECURITY = 'XROAD_SECURITY_OFFICER';
const REGISTRATION = 'XROAD_REGISTRATION_OFFICER';

const value = (data: NoticeData, name: string): string => String(data[name] ?? '');
const time = (data: NoticeData, name: string): Piece => ({ time: value(data, name) });
const code = (data: NoticeData, name: string): Piece => ({ code: value(data, name) });

/** A sentence with what it names. */
const text = (words: TemplateStringsArray, ...named: readonly Piece[]): readonly Piece[] =>
  words.flatMap((each, at) => [each, named[at] ?? '']).filter((piece) => piece !== '');

interface Expiring {
  readonly roles: readonly string[];
  readonly title: Words;
  /** Whose certificate it is; its name follows. */
  readonly whose: Words;
  readonly next: Words;
  /** What its name is of, where that is more than words. */
  readonly named?: (data: NoticeData) => Piece;
}

/** `data`: name, notAfter, days that are left. */
const expiry = ({ roles, title, whose, next, named = (data) => value(data, 'name') }: Expiring): NoticeKind => ({
  ...{ roles, title, next },
  severity: (step) => (step === 1 ? 'WARNING' : 'ERROR'),
  text: (data) => {
    const [name, daysLeft] = [named(data), Number(data.days)];
    const until = { time: value(data, 'notAfter'), ...(daysLeft > 0 ? { daysLeft } : {}) };
    return daysLeft > 0
      ? {
          en: text`The certificate of ${whose.en} ${name} is valid until ${until}.`,
          bg: text`Сертификатът на ${whose.bg} ${name} е валиден до ${until}.`,
        }
      : {
          en: text`The certificate of ${whose.en} ${name} has expired: it was valid until ${until}.`,
          bg: text`Сертификатът на ${whose.bg} ${name} е изтекъл: беше валиден до ${until}.`,
        };
  },
});

const error = (): 'ERROR' => 'ERROR';
const asked = (data: NoticeData): Piece => ({ request: Number(data.request) });
const broken = (data: NoticeData): Piece => ({ event: Number(data.event) });

/** What a central server notices. */
export const CENTRAL_SERVER_NOTICES = {
  ca_certificate_expires: expiry({
    roles: [SYSTEM],
    title: {
      en: 'The certificate of a certification authority expires',
      bg: 'Изтича сертификат на удостоверяващ орган',
    },
    whose: { en: 'the certification authority', bg: 'удостоверяващия орган' },
    next: {
      en: 'Add the new certificate of the authority, so that its members are trusted without a gap.',
      bg: 'Добавете новия сертификат на органа, за да няма прекъсване в доверието към участниците.',
    },
  }),
  intermediate_ca_certificate_expires: expiry({
    roles: [SYSTEM],
    title: {
      en: 'The certificate of an intermediate authority expires',
      bg: 'Изтича сертификат на междинен удостоверяващ орган',
    },
    whose: { en: 'the intermediate authority', bg: 'междинния удостоверяващ орган' },
    next: {
      en: 'Add the new certificate of the intermediate authority to its certification authority.',
      bg: 'Добавете новия сертификат на междинния орган към неговия удостоверяващ орган.',
    },
  }),
  ocsp_responder_certificate_expires: expiry({
    roles: [SYSTEM],
    title: { en: 'The certificate of an OCSP responder expires', bg: 'Изтича сертификат на OCSP услуга' },
    whose: { en: 'the OCSP responder', bg: 'OCSP услугата' },
    next: {
      en: 'Upload the new certificate of the responder; without it, no certificate that it answers for is taken.',
      bg: 'Качете новия сертификат на услугата; без него сертификатите, за които тя отговаря, не се приемат.',
    },
  }),
  timestamping_certificate_expires: expiry({
    roles: [SYSTEM],
    title: {
      en: 'The certificate of a time-stamping service expires',
      bg: 'Изтича сертификат на услуга за времеви печат',
    },
    whose: { en: 'the time-stamping service', bg: 'услугата за времеви печат' },
    next: {
      en: 'Add the service with its new certificate; without it, security servers cannot time-stamp what they log.',
      bg: 'Добавете услугата с новия ѝ сертификат; без него сървърите за сигурност не получават времеви печати за записите си.',
    },
  }),
  authentication_certificate_expires: expiry({
    roles: [REGISTRATION],
    title: {
      en: 'An authentication certificate of a security server expires',
      bg: 'Изтича сертификат за автентикация на сървър за сигурност',
    },
    whose: { en: 'the security server', bg: 'сървъра за сигурност' },
    named: (data) => ({ server: value(data, 'name') }),
    next: {
      en: 'Ask the owner of the server to register a new certificate; without one it exchanges nothing.',
      bg: 'Помолете собственика на сървъра да регистрира нов сертификат; без него сървърът не обменя нищо.',
    },
  }),
  signing_key_certificate_expires: expiry({
    roles: [SECURITY],
    title: {
      en: 'The certificate of a configuration signing key expires',
      bg: 'Изтича сертификат на ключ за подпис на конфигурацията',
    },
    whose: { en: 'the signing key', bg: 'ключа за подпис' },
    next: {
      en: 'Add a signing key, let it be published, and activate it.',
      bg: 'Добавете ключ за подпис, изчакайте публикуването му и го активирайте.',
    },
  }),
  management_tls_certificate_expires: expiry({
    roles: [SECURITY],
    title: { en: 'The management services’ certificate expires', bg: 'Изтича сертификатът на услугите за управление' },
    whose: { en: 'the management services of', bg: 'услугите за управление на' },
    next: {
      en: 'Give the management services a new key and certificate; security servers take it from the configuration.',
      bg: 'Задайте нов ключ и сертификат на услугите за управление; сървърите за сигурност го научават от конфигурацията.',
    },
  }),
  administration_tls_certificate_expires: expiry({
    roles: [SYSTEM],
    title: { en: 'The admin API’s certificate expires', bg: 'Изтича сертификатът на административния API' },
    whose: { en: 'the admin API of', bg: 'административния API на' },
    next: {
      en: 'Put a new key and certificate in the place of administration-key.pem and administration-certificate.pem, and start the server again.',
      bg: 'Поставете нов ключ и сертификат на мястото на administration-key.pem и administration-certificate.pem и стартирайте сървъра отново.',
    },
  }),
  publication_failing: {
    roles: [SYSTEM, SECURITY],
    severity: error,
    title: { en: 'Global configuration is not published', bg: 'Глобалната конфигурация не се публикува' },
    text: (data) => ({
      en: text`Node ${value(data, 'node')} has published nothing since ${time(data, 'since')}. ${code(data, 'code')}`,
      bg: text`Възел ${value(data, 'node')} не е публикувал нищо от ${time(data, 'since')}. ${code(data, 'code')}`,
    }),
    next: {
      en: 'Read the log of the node: is its token logged in, its database there, its disk writable?',
      bg: 'Прегледайте журнала на възела: достъпни ли са токенът му, базата данни и дискът?',
    },
  },
  configuration_expires: {
    roles: [SYSTEM, SECURITY],
    severity: error,
    title: { en: 'Published configuration runs out', bg: 'Публикуваната конфигурация изтича' },
    text: (data, step) =>
      step === 1
        ? {
            en: text`What node ${value(data, 'node')} has published is valid until ${time(data, 'until')}; then nobody who relies on it alone exchanges anything.`,
            bg: text`Публикуваното от възел ${value(data, 'node')} е валидно до ${time(data, 'until')}; след това никой, който разчита само на него, не обменя нищо.`,
          }
        : {
            en: text`What node ${value(data, 'node')} has published was valid until ${time(data, 'until')}: nobody who relies on it alone exchanges anything.`,
            bg: text`Публикуваното от възел ${value(data, 'node')} беше валидно до ${time(data, 'until')}: никой, който разчита само на него, не обменя нищо.`,
          },
    next: {
      en: 'See why it is not published anew, and mend that before it runs out.',
      bg: 'Проверете защо не се публикува нова и отстранете причината, преди срокът да изтече.',
    },
  },
  request_waiting: {
    roles: [REGISTRATION],
    severity: () => 'WARNING',
    title: { en: 'A management request waits for a decision', bg: 'Заявка за промяна чака решение' },
    text: (data) => ({
      en: text`Request ${asked(data)} (${requestWords(data.kind).en}) of security server ${{ server: value(data, 'server') }} has been waiting since ${time(data, 'since')}.`,
      bg: text`Заявка ${asked(data)} (${requestWords(data.kind).bg}) на сървър за сигурност ${{ server: value(data, 'server') }} чака решение от ${time(data, 'since')}.`,
    }),
    next: { en: 'Approve or decline it.', bg: 'Одобрете я или я откажете.' },
  },
  audit_log_broken: {
    roles: [SECURITY],
    severity: error,
    title: { en: 'The audit log does not hold', bg: 'Журналът на действията е нарушен' },
    text: (data) => ({
      en: text`The chain of the audit log breaks at event ${broken(data)}: somebody who can write the database has changed it, put it in, or taken it out.`,
      bg: text`Веригата на журнала на действията се прекъсва при събитие ${broken(data)}: променено, добавено или премахнато е от някого с достъп до базата данни.`,
    }),
    next: {
      en: 'Keep the database as it is, and compare it with a backup and with what the collector of events has.',
      bg: 'Запазете базата данни без промени и я сравнете с резервно копие и със събраните на друго място събития.',
    },
  },
  syslog_collector_away: {
    roles: [SYSTEM, SECURITY],
    severity: error,
    title: { en: 'Events do not reach their collector', bg: 'Събитията не достигат до системата, която ги събира' },
    text: (data) => ({
      en: text`The collector ${value(data, 'collector')} has not taken events of the audit log since ${time(data, 'since')}. They wait in the database.`,
      bg: text`Системата ${value(data, 'collector')} не приема събития от журнала на действията от ${time(data, 'since')}. Те чакат в базата данни.`,
    }),
    next: {
      en: 'Check that the collector runs, is reached, and is trusted; sending goes on by itself.',
      bg: 'Проверете дали системата работи, достъпна ли е и ползва ли се с доверие; изпращането продължава само.',
    },
  },
  /** Raised by whatever makes backups, with `name` and `reason` (a code), and resolved by the next one that is made. */
  backup_failed: {
    roles: [SYSTEM],
    severity: error,
    title: { en: 'A backup failed', bg: 'Неуспешно резервно копие' },
    text: (data) => ({
      en: text`Backup ${value(data, 'name')} could not be made. ${code(data, 'reason')}`,
      bg: text`Резервното копие ${value(data, 'name')} не можа да бъде направено. ${code(data, 'reason')}`,
    }),
    next: {
      en: 'Read the log, free what it needs, and make a backup by hand.',
      bg: 'Прегледайте журнала на сървъра, отстранете причината и направете резервно копие ръчно.',
    },
  },
  test: {
    roles: [],
    severity: () => 'WARNING',
    title: { en: 'A test', bg: 'Пробно известие' },
    text: () => ({
      en: ['Somebody tries whether notices of the central server arrive. They do.'],
      bg: ['Някой проверява дали известията на централния сървър пристигат. Пристигат.'],
    }),
    next: { en: '', bg: '' },
  },
} as const satisfies NoticeKinds;

export type CentralServerNotice = keyof typeof CENTRAL_SERVER_NOTICES;
export const NOTICE_KINDS = Object.keys(CENTRAL_SERVER_NOTICES) as readonly CentralServerNotice[];
