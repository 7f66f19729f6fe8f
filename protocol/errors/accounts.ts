import type { ErrorEntry } from './entry.ts';

/** What the admin API answers about those who call it; X-Road's codes where X-Road has them. */
export const ACCOUNTS = {
  log_in_failed: {
    side: 'client',
    en: 'The user name or the password is wrong, or the user is locked for a while after several wrong passwords.',
    bg: 'Потребителското име или паролата са грешни, или потребителят е заключен за кратко след няколко грешни пароли.',
    next: {
      en: 'Check both and try again; after fifteen minutes a lock is over. Whoever administers the users can give a new password.',
      bg: 'Проверете ги и опитайте отново; заключването отпада след петнадесет минути. Администраторът на потребителите може да зададе нова парола.',
    },
  },
  not_authenticated: {
    side: 'client',
    en: 'The request does not say who sends it, or its session is over, or its API key is not known.',
    bg: 'Заявката не посочва кой я изпраща, сесията ѝ е изтекла или API ключът ѝ не е известен.',
    next: {
      en: 'Log in again, or send a valid API key in the header Authorization: X-Road-ApiKey token=KEY.',
      bg: 'Влезте отново или изпратете валиден API ключ в полето Authorization: X-Road-ApiKey token=КЛЮЧ.',
    },
  },
  xsrf_token_wrong: {
    side: 'client',
    en: 'The request does not repeat the token of its session: it may come from another site.',
    bg: 'Заявката не повтаря кода на своята сесия: възможно е да идва от друг сайт.',
    next: {
      en: 'Send the value of the cookie XSRF-TOKEN in the header X-XSRF-TOKEN too.',
      bg: 'Изпратете стойността на бисквитката XSRF-TOKEN и в полето X-XSRF-TOKEN.',
    },
  },
  log_in_from_other_site: {
    side: 'client',
    en: 'A page of another site sent this log-in.',
    bg: 'Този вход е изпратен от страница на друг сайт.',
    next: {
      en: "Log in on this server's own page.",
      bg: 'Влезте от страницата на самия сървър.',
    },
  },
  permission_missing: {
    side: 'client',
    en: 'The caller has no role that may do this.',
    bg: 'Заявителят няма роля, която позволява това.',
    next: {
      en: 'Ask a system administrator for the role; the message names the permission.',
      bg: 'Поискайте ролята от системния администратор; съобщението посочва нужното право.',
    },
  },
  password_must_be_changed: {
    side: 'client',
    en: 'The user still has the first password, which somebody else knows.',
    bg: 'Потребителят все още е с първата парола, която знае и друг.',
    next: {
      en: 'Change it (PUT /api/v1/drum/password), and log in with the new one.',
      bg: 'Сменете я (PUT /api/v1/drum/password) и влезте с новата.',
    },
  },
  wrong_password: {
    side: 'client',
    en: 'The current password is wrong.',
    bg: 'Текущата парола е грешна.',
    next: {
      en: 'Enter the password that you log in with now; too many wrong ones lock the user for a while.',
      bg: 'Въведете паролата, с която влизате сега; много грешни опити заключват потребителя за кратко.',
    },
  },
  weak_password: {
    side: 'client',
    en: 'The password breaks a rule, which the message names.',
    bg: 'Паролата не изпълнява правило, посочено в съобщението.',
    next: {
      en: 'Choose a longer one that nobody can guess: several words, for example.',
      bg: 'Изберете по-дълга, която никой не може да отгатне, например няколко думи.',
    },
  },
  password_unchanged: {
    side: 'client',
    en: 'The new password is the one before.',
    bg: 'Новата парола е същата като досегашната.',
    next: { en: 'Choose another one.', bg: 'Изберете друга.' },
  },
  sign_on_refused: {
    side: 'trust-service',
    en: 'What the sign-on provider answered does not hold, or nobody here had asked for it.',
    bg: 'Отговорът на доставчика на единен вход не издържа проверката или никой тук не го е искал.',
    next: {
      en: 'Log in anew in the same browser. If it comes again, the log says which check failed.',
      bg: 'Влезте отново от същия браузър. Ако се повтори, журналът казва коя проверка не е успяла.',
    },
  },
  sign_on_not_permitted: {
    side: 'client',
    en: 'The sign-on provider knows the person, who has no rights here.',
    bg: 'Доставчикът на единен вход познава лицето, но то няма права тук.',
    next: {
      en: 'Ask an administrator to link the person to a user, or to give a role to one of the person’s groups.',
      bg: 'Помолете администратор да свърже лицето с потребител или да даде роля на някоя от групите му.',
    },
  },
  sign_on_provider_failed: {
    side: 'trust-service',
    en: 'The sign-on provider does not answer, or not as it should.',
    bg: 'Доставчикът на единен вход не отговаря или не отговаря както трябва.',
    next: {
      en: 'Log in with a local user meanwhile; check the address of the provider and its certificate.',
      bg: 'Междувременно влезте с местен потребител; проверете адреса на доставчика и сертификата му.',
    },
  },
  identity_taken: {
    side: 'client',
    en: 'Another user is linked to this identity.',
    bg: 'Друг потребител е свързан с тази самоличност.',
    next: { en: 'Unlink that user first.', bg: 'Първо прекратете връзката на онзи потребител.' },
  },
  identity_key_missing: {
    side: 'client',
    en: 'Users cannot be linked to identities, because there is no key to keep these with.',
    bg: 'Потребителите не могат да бъдат свързани със самоличности, защото няма ключ, с който те да се пазят.',
    next: {
      en: 'Put at least 32 random bytes into a file and name it as singleSignOn.identityKey.',
      bg: 'Запишете поне 32 случайни байта във файл и го посочете като singleSignOn.identityKey.',
    },
  },
  changed_meanwhile: {
    side: 'client',
    en: 'Somebody else has changed the object since it was shown; nothing was done.',
    bg: 'Друг е променил обекта, след като е бил показан; нищо не е направено.',
    next: {
      en: 'Compare your change with the state in the answer, and send it again with the ETag of that state.',
      bg: 'Сравнете промяната си със състоянието в отговора и я изпратете отново с неговия ETag.',
    },
  },
  user_exists: {
    side: 'client',
    en: 'There is a user of this name already.',
    bg: 'Вече има потребител с това име.',
    next: {
      en: 'Choose another name, or change that user’s roles or password.',
      bg: 'Изберете друго име или променете ролите или паролата на този потребител.',
    },
  },
  last_user_administrator: {
    side: 'client',
    en: 'Nobody would be left who may administer users.',
    bg: 'Не би останал никой, който може да управлява потребителите.',
    next: {
      en: 'Give another user the role of a system administrator first.',
      bg: 'Първо дайте на друг потребител ролята на системен администратор.',
    },
  },
  user_not_found: {
    side: 'client',
    en: 'There is no user of this name.',
    bg: 'Няма потребител с това име.',
    next: { en: 'Look the name up in the list of users.', bg: 'Потърсете името в списъка с потребители.' },
  },
  invalid_user_name: {
    side: 'client',
    en: 'The name cannot be one of a user; the message says which characters it may have.',
    bg: 'Това не може да бъде име на потребител; съобщението посочва допустимите знаци.',
    next: { en: 'Choose another name.', bg: 'Изберете друго име.' },
  },
  invalid_role: {
    side: 'client',
    en: 'A role is not one of those that there are, stands twice, or none is given.',
    bg: 'Посочена е несъществуваща роля, роля се повтаря или няма посочена роля.',
    next: { en: 'Choose from the roles that the message lists.', bg: 'Изберете от ролите, изброени в съобщението.' },
  },
  api_key_not_found: {
    side: 'client',
    en: 'There is no API key with this number.',
    bg: 'Няма API ключ с този номер.',
    next: {
      en: 'Look it up in the list of API keys; it may have been revoked.',
      bg: 'Потърсете го в списъка с API ключове; възможно е да е отнет.',
    },
  },
  audit_log_broken: {
    side: 'this-server',
    en: 'Events of the audit log were changed, put in or taken out, by somebody who can write the database.',
    bg: 'Събития в журнала на действията са променени, добавени или премахнати от някого с достъп до базата данни.',
    next: {
      en: 'Keep the database as it is, compare it with a backup and with what the log collector has, and find out who had access.',
      bg: 'Запазете базата данни без промени, сравнете я с резервно копие и със събраните дневници и установете кой е имал достъп.',
    },
  },
  audit_event_not_found: {
    side: 'client',
    en: 'The audit log has no event with this number.',
    bg: 'В журнала на действията няма събитие с този номер.',
    next: {
      en: 'Look for the event in the list of events, and take its number from there.',
      bg: 'Потърсете събитието в списъка на събитията и вземете номера му оттам.',
    },
  },
  notice_not_found: {
    side: 'client',
    en: 'There is no notice with this number.',
    bg: 'Няма известие с този номер.',
    next: {
      en: 'Take the number of a notice from the list of notices.',
      bg: 'Вземете номера от списъка на известията.',
    },
  },
  notice_resolved: {
    side: 'client',
    en: 'The notice is resolved: what it told of has ended, and nobody need take it over any more.',
    bg: 'Известието е приключено: причината за него е отпаднала и вече не е нужно някой да го поема.',
    next: {
      en: 'Load the list of notices anew; those that are open can be acknowledged.',
      bg: 'Заредете списъка на известията отново; отворените в него могат да бъдат поети.',
    },
  },
  notice_channel_not_set: {
    side: 'client',
    en: 'The configuration file of the server names nobody to whom notices are sent in this way.',
    bg: 'Конфигурационният файл на сървъра не посочва получател на известия по този начин.',
    next: {
      en: 'Declare it under notices in the configuration file, and start the server again.',
      bg: 'Задайте го под notices в конфигурационния файл и стартирайте сървъра отново.',
    },
  },
  notice_not_sent: {
    side: 'this-server',
    en: 'A notice could not be handed over to the mail server or to the web hook that should have it.',
    bg: 'Известие не можа да бъде предадено на пощенския сървър или на уеб адреса, за който е предназначено.',
    next: {
      en: 'Check what the message names: address, port, certificate, user and password; then send a test notice.',
      bg: 'Проверете посоченото в съобщението: адрес, порт, сертификат, потребител и парола; след това изпратете пробно известие.',
    },
  },
  syslog_not_sent: {
    side: 'this-server',
    en: 'Events of the audit log could not be handed over to the collector of events; they wait in the database.',
    bg: 'Събития от журнала на действията не можаха да бъдат предадени на системата, която ги събира; те чакат в базата данни.',
    next: {
      en: 'Check that the collector runs and is reached, and that it trusts this server and this server trusts it; sending goes on by itself.',
      bg: 'Проверете дали системата работи и е достъпна и дали двете страни си имат доверие; изпращането продължава само.',
    },
  },
  too_many_requests: {
    side: 'client',
    en: 'More requests came from this address than are allowed in this time.',
    bg: 'От този адрес са получени повече заявки, отколкото са позволени за това време.',
    next: {
      en: 'Wait a little and go on more slowly; the operator may raise the limits.',
      bg: 'Изчакайте малко и продължете по-бавно; операторът може да увеличи ограниченията.',
    },
  },
  not_implemented: {
    side: 'this-server',
    en: 'This operation of the admin API is not offered by this version.',
    bg: 'Тази операция на административния API не се предлага от тази версия.',
    next: {
      en: 'Declare it in the configuration file of the server, or use a later version.',
      bg: 'Задайте го в конфигурационния файл на сървъра или използвайте по-нова версия.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
