import type { ErrorEntry } from './entry.ts';

/** What the administration of a security server answers about the server itself; X-Road's codes. */
export const SERVER_SYSTEM = {
  instance_identifier_not_found: {
    side: 'client',
    en: 'The global configuration here knows no instance of this name.',
    bg: 'Глобалната конфигурация тук не познава мрежа с това име.',
    next: {
      en: 'Look at the list of instances: it has the own one and those federated with it.',
      bg: 'Вижте списъка с мрежи: в него са собствената и федерираните с нея.',
    },
  },
  member_name_not_found: {
    side: 'client',
    en: 'The global configuration here knows no member with this class and code.',
    bg: 'Глобалната конфигурация тук не познава участник с този клас и код.',
    next: {
      en: 'Check class and code; a member added a moment ago is known after the next download.',
      bg: 'Проверете класа и кода; току-що добавен участник става известен след следващото изтегляне.',
    },
  },
  timestamping_service_not_found: {
    side: 'client',
    en: 'There is no such time-stamping service: neither name nor address may differ.',
    bg: 'Няма такава услуга за времеви печати: нито името, нито адресът може да се различават.',
    next: {
      en: 'Take name and address as the list of approved services has them, or as the list of those set up does where one is removed.',
      bg: 'Вземете името и адреса от списъка с одобрени услуги, а при премахване – от списъка с настроените.',
    },
  },
  timestamping_service_already_configured: {
    side: 'client',
    en: 'The server is set up with this time-stamping service already.',
    bg: 'Сървърът вече е настроен с тази услуга за времеви печати.',
    next: {
      en: 'Nothing is to be done; add another service if you want a second one.',
      bg: 'Не е нужно да правите нищо; добавете друга услуга, ако искате втора.',
    },
  },
  anchor_already_exists: {
    side: 'client',
    en: 'The server has a configuration anchor already.',
    bg: 'Сървърът вече има котва на конфигурацията.',
    next: {
      en: 'Replace the anchor where another one is to be used; only a server without one takes a first.',
      bg: 'Заменете котвата, ако трябва да се ползва друга; първа приема само сървър, който няма.',
    },
  },
  internal_anchor_upload_invalid_instance_id: {
    side: 'client',
    en: 'The anchor is of another instance than this server.',
    bg: 'Котвата е на друга мрежа, а не на мрежата на този сървър.',
    next: {
      en: 'Ask the central operator of this server’s own instance for the anchor of its internal configuration.',
      bg: 'Поискайте от централния оператор на мрежата на този сървър котвата на вътрешната конфигурация.',
    },
  },
  anchor_upload_failed: {
    side: 'this-server',
    en: 'The anchor could not be put in its place, so the one before is still used.',
    bg: 'Котвата не можа да бъде поставена на мястото си и се ползва предишната.',
    next: {
      en: 'See the cause in the log: the file of the anchor and its folder must be writable by the server.',
      bg: 'Вижте причината в дневника: сървърът трябва да може да пише във файла на котвата и папката му.',
    },
  },
  unreachable: {
    side: 'operator',
    en: 'None of the sources that the anchor names could be reached.',
    bg: 'Нито един от източниците, посочени в котвата, не беше достъпен.',
    next: {
      en: 'Check the addresses in the anchor and the way to them; the anchor before is still used.',
      bg: 'Проверете адресите в котвата и пътя до тях; ползва се предишната котва.',
    },
  },
  outdated: {
    side: 'operator',
    en: 'The source that the anchor names serves configuration that has expired.',
    bg: 'Източникът, посочен в котвата, предлага конфигурация с изтекъл срок.',
    next: {
      en: 'Tell the central operator, and check the clock of this machine; the anchor before is still used.',
      bg: 'Уведомете централния оператор и проверете часовника на тази машина; ползва се предишната котва.',
    },
  },
  signature_invalid: {
    side: 'operator',
    en: 'What the source serves is not signed by a key that the anchor names.',
    bg: 'Предлаганото от източника не е подписано с ключ, посочен в котвата.',
    next: {
      en: 'Ask the central operator for the present anchor and compare its hash; the anchor before is still used.',
      bg: 'Поискайте от централния оператор сегашната котва и сравнете хеша ѝ; ползва се предишната котва.',
    },
  },
  missing_private_params: {
    side: 'operator',
    en: 'The source that the anchor names serves no private parameters: it is meant for other instances.',
    bg: 'Източникът, посочен в котвата, не предлага частни параметри: предназначен е за други мрежи.',
    next: {
      en: 'Ask the central operator for the anchor of the internal configuration; the anchor before is still used.',
      bg: 'Поискайте от централния оператор котвата на вътрешната конфигурация; ползва се предишната котва.',
    },
  },
  other: {
    side: 'operator',
    en: 'The configuration that the anchor leads to cannot be used.',
    bg: 'Конфигурацията, до която води котвата, не може да се ползва.',
    next: {
      en: 'Read the reason in the message and tell the central operator; the anchor before is still used.',
      bg: 'Прочетете причината в съобщението и уведомете централния оператор; ползва се предишната котва.',
    },
  },
  import_internal_cert_failed: {
    side: 'client',
    en: 'The certificates in the file do not belong together in this order.',
    bg: 'Сертификатите във файла не си подхождат в този ред.',
    next: {
      en: 'Put the certificate of the key first and behind each the one of its issuer.',
      bg: 'Поставете първо сертификата на ключа, а след всеки – този на издателя му.',
    },
  },
  same_address_change_request: {
    side: 'client',
    en: 'The server has this address already.',
    bg: 'Сървърът вече има този адрес.',
    next: {
      en: 'Nothing is to be done, or give the new address.',
      bg: 'Не е нужно да правите нищо или подайте новия адрес.',
    },
  },
  address_change_request_already_submitted: {
    side: 'client',
    en: 'A change of the address has been asked for, and global configuration does not show it yet.',
    bg: 'Промяна на адреса вече е поискана и още не личи в глобалната конфигурация.',
    next: {
      en: 'Wait until global configuration has the new address; ask the central operator where it takes long.',
      bg: 'Изчакайте глобалната конфигурация да получи новия адрес; ако се бави, попитайте централния оператор.',
    },
  },
  maintenance_mode_change_request_already_submitted: {
    side: 'client',
    en: 'A change of maintenance mode has been asked for, and global configuration does not show it yet.',
    bg: 'Промяна на режима на поддръжка вече е поискана и още не личи в глобалната конфигурация.',
    next: {
      en: 'Wait until global configuration shows the change; ask the central operator where it takes long.',
      bg: 'Изчакайте промяната да се появи в глобалната конфигурация; ако се бави, попитайте централния оператор.',
    },
  },
  already_enabled_maintenance_mode: {
    side: 'client',
    en: 'The server is in maintenance mode already.',
    bg: 'Сървърът вече е в режим на поддръжка.',
    next: {
      en: 'End maintenance first where another message is to be shown.',
      bg: 'За друго съобщение първо прекратете режима на поддръжка.',
    },
  },
  already_disabled_maintenance_mode: {
    side: 'client',
    en: 'The server is not in maintenance mode.',
    bg: 'Сървърът не е в режим на поддръжка.',
    next: {
      en: 'Nothing is to be done: other servers call this one.',
      bg: 'Не е нужно да правите нищо: другите сървъри се обръщат към този.',
    },
  },
  forbidden_enable_maintenance_mode_for_management_service: {
    side: 'client',
    en: 'This server provides the management services, which must always be there.',
    bg: 'Този сървър предлага услугите за управление, а те трябва винаги да са достъпни.',
    next: {
      en: 'Register the management services at another server first.',
      bg: 'Първо регистрирайте услугите за управление в друг сървър.',
    },
  },
  management_request_sending_failed: {
    side: 'this-server',
    en: 'The request could not be sent to the central server, or it has refused it, so nothing has changed.',
    bg: 'Заявката не можа да бъде изпратена до централния сървър или той я отказа, затова нищо не е променено.',
    next: {
      en: 'Read the reason in the message; often a certificate is missing, or the way to the management services is closed.',
      bg: 'Прочетете причината в съобщението; често липсва сертификат или пътят до услугите за управление е затворен.',
    },
  },
  failed_collect_system_information: {
    side: 'this-server',
    en: 'The report of the state of this server could not be put together.',
    bg: 'Отчетът за състоянието на този сървър не можа да бъде съставен.',
    next: {
      en: 'See the cause in the log; the single diagnoses can still be asked for.',
      bg: 'Вижте причината в дневника; отделните проверки все още могат да се правят.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
