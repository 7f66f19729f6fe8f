import type { ErrorEntry } from './entry.ts';

export const SERVICE = {
  access_denied: {
    side: 'client',
    en: 'The client has no right to this service, or none to this method and path of it.',
    bg: 'Клиентът няма право на тази услуга или на този неин метод и път.',
    next: {
      en: 'Ask the owner of the service to grant the right to your subsystem, and name the legal basis for it.',
      bg: 'Поискайте от собственика на услугата право за вашата подсистема, като посочите правното основание.',
    },
  },
  service_disabled: {
    side: 'provider',
    en: 'The owner has switched the service off for the time being; the message carries the owner’s notice.',
    bg: 'Собственикът временно е изключил услугата; в съобщението е неговото обяснение.',
    next: {
      en: 'Wait until the time in the notice, or ask the owner of the service.',
      bg: 'Изчакайте до посоченото време или се обърнете към собственика на услугата.',
    },
  },
  service_failed: {
    side: 'provider',
    en: 'The provider’s information system could not be called, or its answer could not be used.',
    bg: 'Информационната система на доставчика не можа да бъде извикана или отговорът ѝ е неизползваем.',
    next: {
      en: 'Repeat later if the call is safe to repeat; the part of the code after service_failed says what broke.',
      bg: 'Повторете по-късно, ако повторението е безопасно; частта от кода след service_failed показва какво се е повредило.',
    },
  },
  unknown_service: {
    side: 'client',
    en: 'The provider has no service with this code and version.',
    bg: 'Доставчикът няма услуга с този код и версия.',
    next: {
      en: 'Compare the code and version with the list of services of the provider; capital letters count.',
      bg: 'Сравнете кода и версията със списъка с услуги на доставчика; главните и малките букви са различни.',
    },
  },
  unknown_member: {
    side: 'client',
    en: 'A member or subsystem in the request is not registered where it would have to be.',
    bg: 'Участник или подсистема от заявката не са регистрирани там, където трябва.',
    next: {
      en: 'Check the identifier in the message; a new registration reaches all servers with the next global configuration.',
      bg: 'Проверете идентификатора от съобщението; нова регистрация стига до всички сървъри със следващата глобална конфигурация.',
    },
  },
  service_missing_url: {
    side: 'provider',
    en: 'The service has no address of an information system behind it.',
    bg: 'За услугата не е зададен адрес на информационна система.',
    next: {
      en: 'The operator of the provider’s security server sets the address of the service.',
      bg: 'Операторът на сървъра за сигурност на доставчика трябва да зададе адреса на услугата.',
    },
  },
  service_malformed_url: {
    side: 'provider',
    en: 'The address set for the service is not a URL that can be called.',
    bg: 'Зададеният адрес на услугата не е URL, който може да бъде извикан.',
    next: {
      en: 'The operator of the provider’s security server corrects the address: http:// or https://, host, port, path.',
      bg: 'Операторът на сървъра за сигурност на доставчика трябва да поправи адреса: http:// или https://, хост, порт, път.',
    },
  },
  maintenance_mode: {
    side: 'other-server',
    en: 'Every security server that offers this service is under maintenance at present.',
    bg: 'Всички сървъри за сигурност, които предлагат услугата, в момента са в режим на поддръжка.',
    next: {
      en: 'Try again after the time in the message; ask the provider’s operator when it gives none.',
      bg: 'Опитайте след времето, посочено в съобщението; ако няма такова, попитайте оператора на доставчика.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
