import type { ErrorEntry } from './entry.ts';

export const STATE = {
  malformed_server_conf: {
    side: 'operator',
    en: 'The configuration of this server is incomplete or contradicts itself.',
    bg: 'Конфигурацията на този сървър е непълна или си противоречи.',
    next: {
      en: 'Correct what the message names; while a server runs, its health page lists the set-up steps that are missing.',
      bg: 'Поправете посоченото в съобщението; докато сървърът работи, страницата му за състояние изброява липсващите стъпки.',
    },
  },
  malformed_global_conf: {
    side: 'operator',
    en: 'The global configuration is missing here or cannot be read.',
    bg: 'Глобалната конфигурация липсва тук или не може да бъде разчетена.',
    next: {
      en: 'Check the anchor and the last download of the configuration client; if others see the same, tell the central operator.',
      bg: 'Проверете котвата и последното изтегляне на конфигурационния клиент; ако и други виждат същото, уведомете централния оператор.',
    },
    cases: {
      not_in_folder: {
        en: 'The folder that was named holds no global configuration.',
        bg: 'В посочената папка няма глобална конфигурация.',
        next: {
          en: 'Name the folder that a server keeps it in (globalconf in its data), or the one where you unpacked what /verificationconf gave.',
          bg: 'Посочете папката, в която сървър я пази (globalconf сред данните му), или тази, в която сте разопаковали полученото от /verificationconf.',
        },
      },
    },
  },
  global_conf_outdated: {
    side: 'this-server',
    en: 'The global configuration on this server has expired, so nobody’s identity or rights can be judged.',
    bg: 'Глобалната конфигурация на този сървър е с изтекъл срок и не може да се прецени ничия самоличност и права.',
    next: {
      en: 'Check that the configuration source can be reached and that the clock of this machine is right.',
      bg: 'Проверете дали източникът на конфигурация е достъпен и дали часовникът на тази машина е верен.',
    },
  },
  logging_failed: {
    side: 'this-server',
    en: 'The message could not be recorded in the message log, so it was not passed on.',
    bg: 'Съобщението не можа да бъде записано в журнала на съобщенията и затова не беше предадено.',
    next: {
      en: 'Check the database and the disk of the message log; no message moves without its record.',
      bg: 'Проверете базата данни и диска на журнала; нито едно съобщение не се предава без запис.',
    },
  },
  timestamping_failed: {
    side: 'this-server',
    en: 'Log records have waited for a time-stamp longer than is allowed, so the server takes no more messages.',
    bg: 'Записи в журнала чакат времеви печат по-дълго от допустимото и сървърът не приема повече съобщения.',
    next: {
      en: 'Check the time-stamping services that are set up and the connection to them; the server goes on after the next success.',
      bg: 'Проверете настроените услуги за времеви печат и връзката с тях; сървърът продължава след първия успех.',
    },
  },
  timestamper_failed: {
    side: 'trust-service',
    en: 'No time-stamping service gave a usable time-stamp.',
    bg: 'Нито една услуга за времеви печат не върна използваем печат.',
    next: {
      en: 'See the reason for each service in the log; add a second approved service if there is only one.',
      bg: 'Вижте в журнала причината за всяка услуга; ако имате само една, добавете втора одобрена услуга.',
    },
  },
  hsm_non_operational: {
    side: 'this-server',
    en: 'A hardware token that holds keys of this server does not work.',
    bg: 'Хардуерен токен с ключове на този сървър не работи.',
    next: {
      en: 'Check that the device is connected, has power and is unlocked, then restart the signer.',
      bg: 'Проверете дали устройството е свързано, захранено и отключено, след което рестартирайте подписващата програма.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
