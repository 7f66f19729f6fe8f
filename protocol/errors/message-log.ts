import type { ErrorEntry } from './entry.ts';

/** Faults of time-stamping. On the wire and in reports they stand behind the prefix `mlog`. */
export const MESSAGE_LOG = {
  timestamp_signer_verification_failed: {
    side: 'trust-service',
    en: 'The time-stamp is not signed by the authority that it names, or not as RFC 3161 asks.',
    bg: 'Времевият печат не е подписан от органа, който посочва, или не отговаря на RFC 3161.',
    next: {
      en: 'If it comes from a stored container, the container was changed; if it is fresh, tell the time-stamping service.',
      bg: 'Ако е от съхранен контейнер, контейнерът е променян; ако е нов, уведомете услугата за времеви печат.',
    },
  },
  tsp_certificate_not_found: {
    side: 'trust-service',
    en: 'The time-stamp was signed with a certificate that the global configuration does not approve.',
    bg: 'Времевият печат е подписан със сертификат, който глобалната конфигурация не одобрява.',
    next: {
      en: 'Compare the certificate of the service with the one in the global configuration; the service may have renewed it.',
      bg: 'Сравнете сертификата на услугата с този в глобалната конфигурация; възможно е услугата да го е подновила.',
    },
  },
  no_timestamping_provider_found: {
    side: 'operator',
    en: 'No time-stamping service is approved or set up.',
    bg: 'Няма одобрена или настроена услуга за времеви печат.',
    next: {
      en: 'Set up one of the time-stamping services that the global configuration approves.',
      bg: 'Настройте някоя от услугите за времеви печат, одобрени в глобалната конфигурация.',
    },
  },
  reading_timestamp_response_failed: {
    side: 'trust-service',
    en: 'What the time-stamping service answered is no time-stamp response.',
    bg: 'Отговорът на услугата за времеви печат не е отговор с времеви печат.',
    next: {
      en: 'Check the address of the service, and whether a proxy on the way answers in its place.',
      bg: 'Проверете адреса на услугата и дали вместо нея не отговаря междинен сървър.',
    },
  },
  timestamp_non_granted_response: {
    side: 'trust-service',
    en: 'The time-stamping service refused to give a time-stamp.',
    bg: 'Услугата за времеви печат отказа да издаде печат.',
    next: {
      en: 'The message holds the reason that the service gave; ask its operator.',
      bg: 'Съобщението съдържа причината, посочена от услугата; обърнете се към нейния оператор.',
    },
  },
  timestamp_response_validation_failed: {
    side: 'trust-service',
    en: 'The time-stamp is not the one that was asked for.',
    bg: 'Времевият печат не е този, който е поискан.',
    next: {
      en: 'Ask the operator of the time-stamping service; meanwhile another approved service can be used.',
      bg: 'Обърнете се към оператора на услугата; междувременно може да се ползва друга одобрена услуга.',
    },
  },
  timestamp_provider_connection_failed: {
    side: 'trust-service',
    en: 'The time-stamping service could not be reached.',
    bg: 'Услугата за времеви печат не можа да бъде достигната.',
    next: {
      en: 'Check the address of the service and the way to it through firewalls.',
      bg: 'Проверете адреса на услугата и пътя до нея през защитните стени.',
    },
  },
  timestamping_non_ok_response: {
    side: 'trust-service',
    en: 'The time-stamping service answered with an HTTP error.',
    bg: 'Услугата за времеви печат отговори с HTTP грешка.',
    next: {
      en: 'The message holds the status; ask the operator of the service if it lasts.',
      bg: 'Съобщението съдържа статуса; ако грешката продължава, обърнете се към оператора на услугата.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
