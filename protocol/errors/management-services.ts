import type { ErrorEntry } from './entry.ts';

/** Where the management services of a central server cannot be set up as asked; X-Road's codes where X-Road has them. */
export const MANAGEMENT_SERVICES = {
  invalid_service_provider_id: {
    side: 'client',
    en: 'The management services are provided by a subsystem, and this is no identifier of one.',
    bg: 'Услугите за управление се предоставят от подсистема, а това не е идентификатор на подсистема.',
    next: {
      en: 'Write it as INSTANCE:CLASS:MEMBER:SUBSYSTEM.',
      bg: 'Запишете го като МРЕЖА:КЛАС:УЧАСТНИК:ПОДСИСТЕМА.',
    },
  },
  management_service_provider_not_set: {
    side: 'client',
    en: 'No subsystem is named yet as the provider of the management services.',
    bg: 'Все още не е посочена подсистема, която предоставя услугите за управление.',
    next: {
      en: 'Name the subsystem first, then register it at its security server.',
      bg: 'Първо посочете подсистемата, след това я регистрирайте на нейния сървър за сигурност.',
    },
  },
  subsystem_already_registered_to_security_server: {
    side: 'client',
    en: 'The subsystem is a client of a security server already.',
    bg: 'Подсистемата вече е клиент на сървър за сигурност.',
    next: {
      en: 'Use that server, or have the subsystem removed there first.',
      bg: 'Използвайте този сървър или първо премахнете подсистемата от него.',
    },
  },
  invalid_distinguished_name: {
    side: 'client',
    en: 'The subject cannot be read as a distinguished name.',
    bg: 'Субектът не може да бъде прочетен като отличително име.',
    next: {
      en: 'Write it as parts with commas between them, such as C=BG, O=Organisation, CN=cs.example.bg.',
      bg: 'Запишете го като части със запетаи между тях, например C=BG, O=Организация, CN=cs.example.bg.',
    },
  },
  cannot_convert_bytes_to_certificate: {
    side: 'client',
    en: 'The file holds no certificates that can be read.',
    bg: 'Файлът не съдържа сертификати, които могат да бъдат прочетени.',
    next: {
      en: 'Upload the certificate in PEM or DER as the authority issued it, without any key.',
      bg: 'Качете сертификата във формат PEM или DER, както е издаден, без ключ.',
    },
  },
  certificate_already_exists: {
    side: 'client',
    en: 'This certificate is in use already.',
    bg: 'Този сертификат вече се използва.',
    next: {
      en: 'Nothing is left to do; upload another one to change it.',
      bg: 'Няма какво да се прави; за смяна качете друг.',
    },
  },
  certificate_import_failed: {
    side: 'client',
    en: 'The certificates of the file are no chain that begins with the one of the key.',
    bg: 'Сертификатите във файла не образуват верига, която започва с този на ключа.',
    next: {
      en: 'Put the issued certificate first, then that of its issuer, and so on; or upload the issued certificate alone.',
      bg: 'Поставете първо издадения сертификат, след него този на издателя и така нататък, или качете само издадения.',
    },
  },
  unknown_configuration_part: {
    side: 'client',
    en: 'This configuration has no optional part of this name that could be uploaded.',
    bg: 'Тази конфигурация няма незадължителна част с това име, която може да бъде качена.',
    next: {
      en: 'Choose one of the optional parts in the list of the configuration.',
      bg: 'Изберете някоя от незадължителните части в списъка на конфигурацията.',
    },
  },
  configuration_part_validation_failed: {
    side: 'client',
    en: 'The file is not what a part of this name must be.',
    bg: 'Файлът не отговаря на изискванията за част с това име.',
    next: {
      en: 'Correct what the message names, by the schema of the part.',
      bg: 'Поправете посоченото в съобщението според схемата на частта.',
    },
  },
  configuration_part_file_not_found: {
    side: 'client',
    en: 'There is no such part of the configuration in this version.',
    bg: 'Няма такава част на конфигурацията в тази версия.',
    next: {
      en: 'Take name and version from the list of the configuration’s parts.',
      bg: 'Вземете името и версията от списъка с части на конфигурацията.',
    },
  },
  invalid_file_extension: {
    side: 'client',
    en: 'The name of the file does not end as it must.',
    bg: 'Името на файла не завършва, както трябва.',
    next: {
      en: 'Choose the file again, or rename it as the message says.',
      bg: 'Изберете файла отново или го преименувайте според съобщението.',
    },
  },
  double_file_extension: {
    side: 'client',
    en: 'The name of the file has two extensions.',
    bg: 'Името на файла има две разширения.',
    next: {
      en: 'Rename the file so that its name has one full stop.',
      bg: 'Преименувайте файла така, че името му да има една точка.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
