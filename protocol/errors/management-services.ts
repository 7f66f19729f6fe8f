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
} as const satisfies Readonly<Record<string, ErrorEntry>>;
