import type { ErrorEntry } from './entry.ts';

/** What the administration of a central server answers where it cannot do what is asked; X-Road's codes where X-Road has them. */
export const ADMINISTRATION = {
  validation_failure: {
    side: 'client',
    en: 'A value that was given does not keep the rules of its field.',
    bg: 'Подадена стойност не спазва правилата на полето си.',
    next: {
      en: 'Correct the field that the message names by the rule that it states.',
      bg: 'Поправете посоченото в съобщението поле според правилото, което то казва.',
    },
  },
  invalid_pagination_properties: {
    side: 'client',
    en: 'The page that is asked for cannot be: its number is negative, or its size is not within the bounds.',
    bg: 'Поисканата страница е невъзможна: номерът ѝ е отрицателен или размерът ѝ е извън границите.',
    next: {
      en: 'Ask for a page from 0 on, with as many items as the message allows.',
      bg: 'Поискайте страница от 0 нататък с толкова елемента, колкото съобщението допуска.',
    },
  },
  invalid_sort_properties: {
    side: 'client',
    en: 'The list cannot be sorted by this.',
    bg: 'Списъкът не може да бъде подреден по този признак.',
    next: {
      en: 'Sort by one of the fields that the message names.',
      bg: 'Подредете по някое от полетата, които съобщението изброява.',
    },
  },
  invalid_encoded_id: {
    side: 'client',
    en: 'An identifier in the address does not have the form that the message names.',
    bg: 'Идентификатор в адреса няма вида, посочен в съобщението.',
    next: {
      en: 'Write its parts with colons between them, percent-encoded where needed.',
      bg: 'Запишете частите му с двоеточия между тях, при нужда с процентно кодиране.',
    },
  },
  invalid_member_id: {
    side: 'client',
    en: 'This is no identifier of a member of this network.',
    bg: 'Това не е идентификатор на участник в тази мрежа.',
    next: {
      en: 'Write it as INSTANCE:CLASS:MEMBER, as the list of members shows it.',
      bg: 'Запишете го като МРЕЖА:КЛАС:УЧАСТНИК, както е в списъка с участници.',
    },
  },
  invalid_subsystem_id: {
    side: 'client',
    en: 'This is no identifier of a subsystem of this network.',
    bg: 'Това не е идентификатор на подсистема в тази мрежа.',
    next: {
      en: 'Write it as INSTANCE:CLASS:MEMBER:SUBSYSTEM, as the member’s page shows it.',
      bg: 'Запишете го като МРЕЖА:КЛАС:УЧАСТНИК:ПОДСИСТЕМА, както е на страницата на участника.',
    },
  },
  declared_in_file: {
    side: 'client',
    en: 'The configuration file of the central server declares this, so it is not changed here.',
    bg: 'Това е заявено в конфигурационния файл на централния сървър и не се променя тук.',
    next: {
      en: 'Change the file and start the central server again.',
      bg: 'Променете файла и стартирайте централния сървър отново.',
    },
  },
  legal_basis_exists: {
    side: 'client',
    en: 'There is a legal basis with this id already.',
    bg: 'Вече има правно основание с този идентификатор.',
    next: {
      en: 'Change the one that exists, or choose another id.',
      bg: 'Променете съществуващото или изберете друг идентификатор.',
    },
  },
  legal_basis_not_found: {
    side: 'client',
    en: 'There is no legal basis with this id.',
    bg: 'Няма правно основание с този идентификатор.',
    next: { en: 'Look it up in the list of legal bases.', bg: 'Потърсете го в списъка на правните основания.' },
  },
  purpose_exists: {
    side: 'client',
    en: 'There is a purpose with this id already.',
    bg: 'Вече има цел с този идентификатор.',
    next: {
      en: 'Change the one that exists, or choose another id.',
      bg: 'Променете съществуващата или изберете друг идентификатор.',
    },
  },
  purpose_not_found: {
    side: 'client',
    en: 'There is no purpose with this id.',
    bg: 'Няма цел с този идентификатор.',
    next: { en: 'Look it up in the list of purposes.', bg: 'Потърсете я в списъка на целите.' },
  },
  too_many_entries: {
    side: 'client',
    en: 'The list has as many entries as can be published.',
    bg: 'Списъкът има толкова записа, колкото могат да бъдат публикувани.',
    next: { en: 'Delete entries that nobody uses.', bg: 'Изтрийте записи, които никой не използва.' },
  },
  member_class_exists: {
    side: 'client',
    en: 'There is a member class with this code already.',
    bg: 'Вече има клас участници с този код.',
    next: {
      en: 'Use the class that exists, or choose another code.',
      bg: 'Използвайте съществуващия клас или изберете друг код.',
    },
  },
  member_class_not_found: {
    side: 'client',
    en: 'There is no member class with this code.',
    bg: 'Няма клас участници с този код.',
    next: {
      en: 'Choose one of the classes in the list, or add the class first.',
      bg: 'Изберете някой от класовете в списъка или първо добавете класа.',
    },
  },
  member_class_is_in_use: {
    side: 'client',
    en: 'Members belong to this member class, so it cannot be deleted.',
    bg: 'Към този клас принадлежат участници, затова той не може да бъде изтрит.',
    next: {
      en: 'Delete the members of the class first, where they are needed no more.',
      bg: 'Първо изтрийте участниците от класа, ако вече не са нужни.',
    },
  },
  member_exists: {
    side: 'client',
    en: 'There is a member with this class and code already.',
    bg: 'Вече има участник с този клас и код.',
    next: {
      en: 'Look the member up; a name that has changed is changed there.',
      bg: 'Потърсете участника; ако името му е друго, променете го там.',
    },
  },
  member_not_found: {
    side: 'client',
    en: 'There is no such member here.',
    bg: 'Тук няма такъв участник.',
    next: {
      en: 'Compare class and code with the list of members; for a group, with the list of its members.',
      bg: 'Сравнете класа и кода със списъка на участниците; за група – със списъка на нейните участници.',
    },
  },
  member_not_registered_to_security_server: {
    side: 'client',
    en: 'The member is not registered as a client of this security server.',
    bg: 'Участникът не е регистриран като клиент на този сървър за сигурност.',
    next: {
      en: 'Nothing is left to undo; look at the servers that the member uses.',
      bg: 'Няма какво да се отменя; вижте кои сървъри използва участникът.',
    },
  },
  subsystem_exists: {
    side: 'client',
    en: 'The member has a subsystem with this code already.',
    bg: 'Участникът вече има подсистема с този код.',
    next: {
      en: 'Use the subsystem that exists, or choose another code.',
      bg: 'Използвайте съществуващата подсистема или изберете друг код.',
    },
  },
  subsystem_not_found: {
    side: 'client',
    en: 'There is no such subsystem here.',
    bg: 'Тук няма такава подсистема.',
    next: {
      en: 'Compare the identifier with the list of the subsystems of its member.',
      bg: 'Сравнете идентификатора със списъка на подсистемите на участника.',
    },
  },
  subsystem_registered_and_cannot_be_deleted: {
    side: 'client',
    en: 'The subsystem is a client of a security server, so it cannot be deleted.',
    bg: 'Подсистемата е клиент на сървър за сигурност, затова не може да бъде изтрита.',
    next: {
      en: 'Remove it from the servers that it uses first.',
      bg: 'Първо я премахнете от сървърите, които използва.',
    },
  },
  subsystem_not_registered_to_security_server: {
    side: 'client',
    en: 'The subsystem is not registered as a client of this security server.',
    bg: 'Подсистемата не е регистрирана като клиент на този сървър за сигурност.',
    next: {
      en: 'Nothing is left to undo; look at the servers that the subsystem uses.',
      bg: 'Няма какво да се отменя; вижте кои сървъри използва подсистемата.',
    },
  },
  global_group_exists: {
    side: 'client',
    en: 'There is a global group with this code already.',
    bg: 'Вече има глобална група с този код.',
    next: {
      en: 'Use the group that exists, or choose another code.',
      bg: 'Използвайте съществуващата група или изберете друг код.',
    },
  },
  global_group_not_found: {
    side: 'client',
    en: 'There is no global group with this code.',
    bg: 'Няма глобална група с този код.',
    next: {
      en: 'Compare the code with the list of global groups; letter case counts.',
      bg: 'Сравнете кода със списъка на глобалните групи; главните и малките букви се различават.',
    },
  },
  owners_global_group_cannot_be_deleted: {
    side: 'client',
    en: 'The group of the owners of security servers is built in, and is never deleted.',
    bg: 'Групата на собствениците на сървъри за сигурност е вградена и никога не се изтрива.',
    next: {
      en: 'Leave it; only its description can be changed.',
      bg: 'Оставете я; може да се променя само описанието ѝ.',
    },
  },
  owners_global_group_member_cannot_be_deleted: {
    side: 'client',
    en: 'Who owns a security server belongs to the group of owners, and cannot be removed from it.',
    bg: 'Който притежава сървър за сигурност, принадлежи към групата на собствениците и не може да бъде премахнат от нея.',
    next: {
      en: 'The member leaves the group when it owns no security server any more.',
      bg: 'Участникът напуска групата, когато вече не притежава сървър за сигурност.',
    },
  },
  cannot_add_member_to_owners_group: {
    side: 'client',
    en: 'Only who owns a security server belongs to the group of owners; nobody else can be added.',
    bg: 'Към групата на собствениците принадлежи само който притежава сървър за сигурност; друг не може да бъде добавен.',
    next: {
      en: 'Add the member to another group.',
      bg: 'Добавете участника в друга група.',
    },
  },
  security_server_not_found: {
    side: 'client',
    en: 'There is no such security server here.',
    bg: 'Тук няма такъв сървър за сигурност.',
    next: {
      en: 'Compare owner and code with the list of security servers.',
      bg: 'Сравнете собственика и кода със списъка на сървърите за сигурност.',
    },
  },
  ss_auth_certificate_not_found: {
    side: 'client',
    en: 'The security server has no authentication certificate with this number.',
    bg: 'Сървърът за сигурност няма сертификат за автентикация с този номер.',
    next: {
      en: 'Look at the list of its certificates; one that was deleted is never found again.',
      bg: 'Вижте списъка на сертификатите му; изтрит сертификат не се намира повече.',
    },
  },
  invalid_certificate: {
    side: 'client',
    en: 'The file is not one certificate, in PEM or DER, that can be read.',
    bg: 'Файлът не е един четим сертификат в PEM или DER.',
    next: {
      en: 'Upload the file of the certificate alone, as its certification authority publishes it; never one with a private key.',
      bg: 'Качете само файла на сертификата, както го публикува удостоверяващият орган; никога файл с частен ключ.',
    },
  },
  certificate_profile_info_class_not_found: {
    side: 'client',
    en: 'There is no certificate profile with this class name.',
    bg: 'Няма профил на сертификати с това име на клас.',
    next: {
      en: 'Choose one of the profiles that the documentation lists, by its whole class name.',
      bg: 'Изберете някой от профилите в документацията с пълното име на класа му.',
    },
  },
  certification_service_not_found: {
    side: 'client',
    en: 'There is no certification authority with this number.',
    bg: 'Няма удостоверяващ орган с този номер.',
    next: {
      en: 'Look at the list of certification authorities; one that was deleted is never found again.',
      bg: 'Вижте списъка на удостоверяващите органи; изтрит не се намира повече.',
    },
  },
  certification_service_exists: {
    side: 'client',
    en: 'There is a certification authority with this name already; servers tell them apart by it.',
    bg: 'Вече има удостоверяващ орган с това име; сървърите ги различават по него.',
    next: {
      en: 'Use the one that exists; where it has a new certificate, delete it first or add the certificate as an intermediate one.',
      bg: 'Използвайте съществуващия; ако сертификатът му е нов, първо го изтрийте или добавете сертификата като междинен.',
    },
  },
  intermediate_ca_not_found: {
    side: 'client',
    en: 'There is no intermediate certification authority with this number.',
    bg: 'Няма междинен удостоверяващ орган с този номер.',
    next: {
      en: 'Look at the intermediate authorities of the certification authority.',
      bg: 'Вижте междинните органи на удостоверяващия орган.',
    },
  },
  intermediate_ca_exists: {
    side: 'client',
    en: 'The certification authority has this intermediate certificate already.',
    bg: 'Удостоверяващият орган вече има този междинен сертификат.',
    next: {
      en: 'Nothing is left to do; compare the fingerprint with the list.',
      bg: 'Няма какво да се прави; сравнете отпечатъка със списъка.',
    },
  },
  ocsp_responder_not_found: {
    side: 'client',
    en: 'There is no such OCSP responder here, or it has no certificate of its own.',
    bg: 'Тук няма такава OCSP услуга или тя няма собствен сертификат.',
    next: {
      en: 'Look at the list of OCSP responders of the authority.',
      bg: 'Вижте списъка на OCSP услугите на органа.',
    },
  },
  ocsp_responder_exists: {
    side: 'client',
    en: 'The authority has an OCSP responder at this address already.',
    bg: 'Органът вече има OCSP услуга на този адрес.',
    next: {
      en: 'Change the one that exists, or give another address.',
      bg: 'Променете съществуващата или посочете друг адрес.',
    },
  },
  timestamping_authority_not_found: {
    side: 'client',
    en: 'There is no time-stamping service with this number.',
    bg: 'Няма услуга за времеви печат с този номер.',
    next: {
      en: 'Look at the list of time-stamping services; one that was deleted is never found again.',
      bg: 'Вижте списъка на услугите за времеви печат; изтрита не се намира повече.',
    },
  },
  timestamping_authority_exists: {
    side: 'client',
    en: 'There is a time-stamping service at this address already.',
    bg: 'Вече има услуга за времеви печат на този адрес.',
    next: {
      en: 'Change the one that exists, or give another address.',
      bg: 'Променете съществуващата или посочете друг адрес.',
    },
  },
  invalid_url: {
    side: 'client',
    en: 'The address of the service is not one of HTTP.',
    bg: 'Адресът на услугата не е адрес по HTTP.',
    next: {
      en: 'Give an address that begins with http:// or https:// and names a host, without user name and password.',
      bg: 'Посочете адрес, който започва с http:// или https:// и съдържа име на машина, без потребител и парола.',
    },
  },
  invalid_ip_address: {
    side: 'client',
    en: 'The text is not an IP address, or not several with commas between them.',
    bg: 'Текстът не е IP адрес или няколко адреса, разделени със запетаи.',
    next: {
      en: 'Give addresses such as 192.0.2.14 or 2001:db8::14.',
      bg: 'Посочете адреси като 192.0.2.14 или 2001:db8::14.',
    },
  },
  publication_not_found: {
    side: 'client',
    en: 'There is no publication with this number, or no such part of it.',
    bg: 'Няма публикуване с този номер или няма такава негова част.',
    next: {
      en: 'Look into the list of publications: the oldest are removed when there are more than center.publications-kept.',
      bg: 'Вижте списъка на публикуванията: най-старите се премахват, когато станат повече от center.publications-kept.',
    },
  },
  publication_changed: {
    side: 'client',
    en: 'What would be published is no longer what was looked at.',
    bg: 'Това, което ще се публикува, вече не е онова, което е било прегледано.',
    next: {
      en: 'Look at the preview again, and confirm with the hash that it has now.',
      bg: 'Прегледайте отново предстоящото публикуване и потвърдете с хеша, който то има сега.',
    },
  },
  publication_not_held: {
    side: 'client',
    en: 'Nothing holds publication by hand.',
    bg: 'Публикуването не е задържано ръчно.',
    next: {
      en: 'A hold that came about by itself ends when its changes are confirmed or undone.',
      bg: 'Задържане, настъпило само по себе си, приключва, когато промените се потвърдят или се отменят.',
    },
  },
  trusted_anchor_not_found: {
    side: 'client',
    en: 'There is no trusted anchor with this fingerprint.',
    bg: 'Няма доверена котва на конфигурацията с този отпечатък.',
    next: {
      en: 'Compare the fingerprint with the list; a newer anchor of the same network has taken the place of the older.',
      bg: 'Сравнете отпечатъка със списъка; по-новата котва на същата мрежа е заела мястото на по-старата.',
    },
  },
  trusted_anchor_verification_failed: {
    side: 'client',
    en: 'The configuration that the anchor leads to could not be downloaded and verified.',
    bg: 'Конфигурацията, към която води котвата, не можа да бъде изтеглена и проверена.',
    next: {
      en: 'Check the network and the addresses in the anchor; if they are good, ask the operator of the other network for a new anchor.',
      bg: 'Проверете мрежата и адресите в котвата; ако са верни, поискайте нова котва от оператора на другата мрежа.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
