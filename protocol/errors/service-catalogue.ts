import type { ErrorEntry } from './entry.ts';

/** What the catalogue of services answers to those who administer it. */
export const SERVICE_CATALOGUE = {
  catalogue_service_not_found: {
    side: 'client',
    en: 'The service catalogue has no service with this id.',
    bg: 'В каталога на услугите няма услуга с този идентификатор.',
    next: {
      en: 'Look for the service in the catalogue, with those that are gone, and take its id from there.',
      bg: 'Потърсете услугата в каталога, включително сред отпадналите, и вземете идентификатора ѝ оттам.',
    },
  },
  catalogue_not_collected: {
    side: 'client',
    en: 'This central server does not ask for services: its file does not say through which security server.',
    bg: 'Този централен сървър не събира данни за услугите: файлът му не посочва през кой сървър за сигурност.',
    next: {
      en: 'Declare serviceCatalogue in the configuration file, and start the central server again.',
      bg: 'Добавете serviceCatalogue в конфигурационния файл и стартирайте отново централния сървър.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
