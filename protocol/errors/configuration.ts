import type { ErrorEntry } from './entry.ts';

/** Global configuration as it is fetched: the anchor, the signed directory and its parts (PR-GCONF). */
export const CONFIGURATION = {
  anchor_file_not_found: {
    side: 'operator',
    en: 'The configuration anchor cannot be opened.',
    bg: 'Котвата на конфигурацията не може да бъде отворена.',
    next: {
      en: 'Check the path of the anchor file and the right to read it.',
      bg: 'Проверете пътя до файла с котвата и правото за четене.',
    },
  },
  malformed_anchor: {
    side: 'operator',
    en: 'The file is no configuration anchor, or a damaged one.',
    bg: 'Файлът не е котва на конфигурацията или е повреден.',
    next: {
      en: 'Get the anchor again from the operator of the instance and compare its SHA-224 fingerprint with theirs.',
      bg: 'Вземете котвата отново от оператора на мрежата и сравнете отпечатъка ѝ SHA-224 с техния.',
    },
  },
  global_conf_download_url_connection_failure: {
    side: 'trust-service',
    en: 'The source of the global configuration gave no usable answer.',
    bg: 'Източникът на глобалната конфигурация не даде използваем отговор.',
    next: {
      en: 'Check the network, the name service and the address in the anchor; the last good configuration is kept until it expires.',
      bg: 'Проверете мрежата, услугата за имена и адреса в котвата; последната добра конфигурация се пази до изтичането ѝ.',
    },
  },
  global_conf_get_version_failed: {
    side: 'trust-service',
    en: 'It could not be found out which configuration versions the source has, because it did not answer.',
    bg: 'Не можа да се установи какви версии на конфигурацията има източникът, защото той не отговори.',
    next: {
      en: 'Check that the address in the anchor can be reached from this machine.',
      bg: 'Проверете дали адресът от котвата е достъпен от тази машина.',
    },
  },
  global_conf_parsing_downloaded_conf_directory_failure: {
    side: 'trust-service',
    en: 'What the source sent is no signed configuration directory.',
    bg: 'Изпратеното от източника не е подписана директория на конфигурацията.',
    next: {
      en: 'Open the address of the anchor in a browser: a proxy or another web page may stand in the way.',
      bg: 'Отворете адреса от котвата в браузър: на пътя може да стои прокси или друга страница.',
    },
  },
  global_conf_missing_signed_data: {
    side: 'trust-service',
    en: 'The configuration directory has no signed part.',
    bg: 'Директорията на конфигурацията няма подписана част.',
    next: {
      en: 'Tell the operator of the configuration source.',
      bg: 'Уведомете оператора на източника на конфигурация.',
    },
  },
  global_conf_missing_signed_data_expiration_date: {
    side: 'trust-service',
    en: 'The configuration directory ends before its signature, so nothing in it, its expiry included, is vouched for.',
    bg: 'Директорията на конфигурацията свършва преди подписа си и нищо в нея, включително срокът ѝ, не е удостоверено.',
    next: {
      en: 'Try again: the download was cut short. If it stays so, tell the operator of the configuration source.',
      bg: 'Опитайте отново: изтеглянето е прекъснало. Ако се повтаря, уведомете оператора на източника.',
    },
  },
  global_conf_header_field_missing: {
    side: 'trust-service',
    en: 'A part of the configuration directory lacks a header that it must have.',
    bg: 'В част от директорията на конфигурацията липсва задължително поле.',
    next: {
      en: 'Tell the operator of the configuration source which field the message names.',
      bg: 'Съобщете на оператора на източника кое поле посочва съобщението.',
    },
  },
  global_conf_header_field_missing_parameter: {
    side: 'trust-service',
    en: 'A header of the configuration directory lacks a parameter that it must have.',
    bg: 'В поле на директорията на конфигурацията липсва задължителен параметър.',
    next: {
      en: 'Tell the operator of the configuration source which field and parameter the message names.',
      bg: 'Съобщете на оператора на източника кое поле и кой параметър посочва съобщението.',
    },
  },
  global_conf_header_field_wrong_value: {
    side: 'trust-service',
    en: 'A header of the configuration directory has a value that is not allowed or not known.',
    bg: 'Поле на директорията на конфигурацията има недопустима или непозната стойност.',
    next: {
      en: 'Update this software if the source is newer; otherwise tell the operator of the configuration source.',
      bg: 'Обновете този софтуер, ако източникът е по-нов; иначе уведомете оператора на източника.',
    },
  },
  global_conf_missing_verification_cert: {
    side: 'operator',
    en: 'The configuration is signed with a key that the anchor does not name.',
    bg: 'Конфигурацията е подписана с ключ, който не е посочен в котвата.',
    next: {
      en: 'Get a new anchor from the operator of the instance, by a way that you trust; its signing key was changed.',
      bg: 'Вземете нова котва от оператора на мрежата по доверен път; ключът му за подпис е сменен.',
    },
  },
  global_conf_signature_decode_failure: {
    side: 'trust-service',
    en: 'The signature of the configuration directory cannot be read.',
    bg: 'Подписът на директорията на конфигурацията не може да бъде разчетен.',
    next: {
      en: 'Try again; if it stays so, tell the operator of the configuration source.',
      bg: 'Опитайте отново; ако се повтаря, уведомете оператора на източника.',
    },
  },
  global_conf_signature_verification_failure: {
    side: 'trust-service',
    en: 'The signature of the configuration directory does not hold: it was changed after it was signed.',
    bg: 'Подписът на директорията на конфигурацията не е верен: тя е променена след подписването.',
    next: {
      en: 'Use nothing of it. Find out who stands between this machine and the source, and tell the operator of the instance.',
      bg: 'Не използвайте нищо от нея. Установете кой стои между тази машина и източника и уведомете оператора на мрежата.',
    },
  },
  global_conf_part_download_failure: {
    side: 'trust-service',
    en: 'A file that the signed configuration directory lists could not be downloaded.',
    bg: 'Файл, изброен в подписаната директория на конфигурацията, не можа да бъде изтеглен.',
    next: {
      en: 'Try again in a minute: the source may have been publishing a new configuration.',
      bg: 'Опитайте отново след минута: източникът може тъкмо да е публикувал нова конфигурация.',
    },
  },
  global_conf_part_downloaded_file_integrity_failure: {
    side: 'trust-service',
    en: 'A downloaded configuration file is not the one that was signed: its digest differs.',
    bg: 'Изтеглен конфигурационен файл не е подписаният: отпечатъкът му е различен.',
    next: {
      en: 'Try again in a minute; if it stays so, the file was changed on its way or at the source: tell its operator.',
      bg: 'Опитайте отново след минута; ако се повтаря, файлът е променен по пътя или при източника: уведомете оператора му.',
    },
  },
  global_conf_part_invalid_instance_identifier: {
    side: 'trust-service',
    en: 'A configuration file belongs to another instance than the signed directory says.',
    bg: 'Конфигурационен файл принадлежи на друга мрежа, а не на посочената в подписаната директория.',
    next: {
      en: 'Tell the operator of the configuration source.',
      bg: 'Уведомете оператора на източника на конфигурация.',
    },
  },
  global_conf_part_file_save_failure: {
    side: 'this-server',
    en: 'The downloaded configuration could not be written; the directory is as it was.',
    bg: 'Изтеглената конфигурация не можа да бъде записана; директорията е каквато беше.',
    next: {
      en: 'Check the free space and the write permission of the configuration directory.',
      bg: 'Проверете свободното място и правото за запис в директорията на конфигурацията.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
