import type { ErrorEntry } from './entry.ts';

/** What a central server answers to management requests that it cannot follow; X-Road's codes where X-Road has them. */
export const MANAGEMENT = {
  management_request_not_found: {
    side: 'client',
    en: 'There is no management request with this number.',
    bg: 'Няма заявка за промяна с този номер.',
    next: {
      en: 'Look the request up in the list; its number stands in the answer to whoever sent it.',
      bg: 'Потърсете заявката в списъка; номерът ѝ стои в отговора до подателя.',
    },
  },
  management_request_exists: {
    side: 'client',
    en: 'The same registration has been asked for already and waits for approval.',
    bg: 'Същата регистрация вече е поискана и чака одобрение.',
    next: {
      en: 'Wait for the approval; to ask for something else, have the waiting request declined or delete it first.',
      bg: 'Изчакайте одобрението; за да поискате друго, първо чакащата заявка трябва да бъде отхвърлена или изтрита.',
    },
  },
  management_request_invalid_state: {
    side: 'client',
    en: 'The request does not wait for a decision: it has been decided, revoked, or never needed one.',
    bg: 'Заявката не чака решение: вече е решена, оттеглена е или не се нуждае от решение.',
    next: {
      en: 'Look at its state; what was decided can be changed by a new request only.',
      bg: 'Вижте състоянието ѝ; решеното се променя само с нова заявка.',
    },
  },
  management_request_decided: {
    side: 'client',
    en: 'Somebody else has decided the request meanwhile, or it was revoked; the message says who and when.',
    bg: 'Междувременно друг е решил заявката или тя е оттеглена; съобщението казва кой и кога.',
    next: {
      en: 'Load the request again; what was decided can be changed by a new request only.',
      bg: 'Заредете заявката отново; решеното се променя само с нова заявка.',
    },
  },
  management_request_security_server_exists: {
    side: 'client',
    en: 'This authentication certificate is registered for a security server already.',
    bg: 'Този сертификат за удостоверяване вече е регистриран за сървър за сигурност.',
    next: {
      en: 'Nothing is left to do where it is this server’s; otherwise order another certificate for a new key.',
      bg: 'Ако е на този сървър, не е нужно нищо; иначе заявете друг сертификат за нов ключ.',
    },
  },
  management_request_invalid_auth_certificate: {
    side: 'client',
    en: 'The authentication certificate is neither registered for this server nor waiting for that.',
    bg: 'Сертификатът за удостоверяване нито е регистриран за този сървър, нито чака регистрация.',
    next: {
      en: 'Compare it with the certificates of the server in the catalogue.',
      bg: 'Сравнете го със сертификатите на сървъра в каталога.',
    },
  },
  management_request_member_not_found: {
    side: 'client',
    en: 'The catalogue has no such member.',
    bg: 'В каталога няма такъв участник.',
    next: {
      en: 'Ask the integrator to add the member first; class and code must be the same, capital letters too.',
      bg: 'Поискайте интеграторът първо да добави участника; класът и кодът трябва да съвпадат, също и главните букви.',
    },
  },
  management_request_server_not_found: {
    side: 'client',
    en: 'The catalogue has no such security server.',
    bg: 'В каталога няма такъв сървър за сигурност.',
    next: {
      en: 'Register the server’s authentication certificate first, and wait until that is approved.',
      bg: 'Първо регистрирайте сертификата за удостоверяване на сървъра и изчакайте одобрение.',
    },
  },
  management_request_server_client_not_found: {
    side: 'client',
    en: 'The client is not registered at this security server.',
    bg: 'Клиентът не е регистриран в този сървър за сигурност.',
    next: {
      en: 'Register the client at the server first, or compare the two identifiers.',
      bg: 'Първо регистрирайте клиента в сървъра или сравнете двата идентификатора.',
    },
  },
  management_request_client_registration_not_found: {
    side: 'client',
    en: 'The client is neither registered at this security server nor waiting for that.',
    bg: 'Клиентът нито е регистриран в този сървър за сигурност, нито чака регистрация.',
    next: {
      en: 'Nothing is left to delete; compare the identifiers if that surprises you.',
      bg: 'Няма какво да се изтрие; ако това ви изненадва, сравнете идентификаторите.',
    },
  },
  management_request_client_already_registered: {
    side: 'client',
    en: 'The client is registered at this security server already.',
    bg: 'Клиентът вече е регистриран в този сървър за сигурност.',
    next: {
      en: 'Nothing is left to do; the server learns it from the next global configuration.',
      bg: 'Не е нужно нищо повече; сървърът го научава от следващата глобална конфигурация.',
    },
  },
  management_request_cannot_register_owner: {
    side: 'client',
    en: 'The owner of a security server is its client anyway, and is not registered as one.',
    bg: 'Собственикът на сървъра за сигурност така или иначе е негов клиент и не се регистрира като такъв.',
    next: {
      en: 'Register a subsystem of the owner instead.',
      bg: 'Регистрирайте подсистема на собственика.',
    },
  },
  management_request_owner_must_be_member: {
    side: 'client',
    en: 'Only a member can own a security server, and no subsystem.',
    bg: 'Само участник може да бъде собственик на сървър за сигурност, не и подсистема.',
    next: { en: 'Name the member itself as the new owner.', bg: 'Посочете самия участник за нов собственик.' },
  },
  management_request_owner_must_be_client: {
    side: 'client',
    en: 'The new owner is not a client of this security server.',
    bg: 'Новият собственик не е клиент на този сървър за сигурност.',
    next: {
      en: 'Register the member as a client of the server first.',
      bg: 'Първо регистрирайте участника като клиент на сървъра.',
    },
  },
  management_request_client_already_owner: {
    side: 'client',
    en: 'This member owns the security server already.',
    bg: 'Този участник вече е собственик на сървъра за сигурност.',
    next: { en: 'Nothing is left to do.', bg: 'Не е нужно нищо повече.' },
  },
  management_request_server_code_exists: {
    side: 'client',
    en: 'The new owner has another security server with the same code.',
    bg: 'Новият собственик има друг сървър за сигурност със същия код.',
    next: {
      en: 'Servers of one owner need different codes: set one of them up anew with another code.',
      bg: 'Сървърите на един собственик трябва да имат различни кодове: единият трябва да се създаде наново с друг код.',
    },
  },
  management_request_only_subsystem_rename_allowed: {
    side: 'client',
    en: 'Only subsystems are renamed on request; the name of a member is the integrator’s concern.',
    bg: 'По заявка се преименуват само подсистеми; името на участник е работа на интегратора.',
    next: { en: 'Ask the integrator.', bg: 'Обърнете се към интегратора.' },
  },
  management_request_server_already_in_maintenance_mode: {
    side: 'client',
    en: 'The security server is in maintenance mode already.',
    bg: 'Сървърът за сигурност вече е в режим на поддръжка.',
    next: {
      en: 'To change the message, switch the mode off and on again.',
      bg: 'За да промените съобщението, изключете и включете режима отново.',
    },
  },
  management_request_server_not_in_maintenance_mode: {
    side: 'client',
    en: 'The security server is not in maintenance mode.',
    bg: 'Сървърът за сигурност не е в режим на поддръжка.',
    next: { en: 'Nothing is left to do.', bg: 'Не е нужно нищо повече.' },
  },
  mr_forbidden_disable_management_service_client: {
    side: 'client',
    en: 'The management services themselves cannot be disabled: nobody could enable them again.',
    bg: 'Самите услуги за управление не могат да бъдат спрени: никой не би могъл да ги включи отново.',
    next: {
      en: 'Make another subsystem the provider of the management services first.',
      bg: 'Първо направете друга подсистема доставчик на услугите за управление.',
    },
  },
  mr_forbidden_enable_maintenance_mode_for_management_service: {
    side: 'client',
    en: 'The server of the management services cannot be in maintenance mode: nobody could end it.',
    bg: 'Сървърът на услугите за управление не може да бъде в режим на поддръжка: никой не би могъл да го прекрати.',
    next: {
      en: 'Provide the management services from another server for that time.',
      bg: 'За това време предоставяйте услугите за управление от друг сървър.',
    },
  },
  management_request_declared: {
    side: 'client',
    en: 'The configuration file of the central server declares this, and it alone may change it.',
    bg: 'Това е заявено в конфигурационния файл на централния сървър и се променя само там.',
    next: {
      en: 'Ask the integrator to change the file.',
      bg: 'Поискайте интеграторът да промени файла.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
