export type Language = 'bg' | 'en';

/** What the public page says itself. */
export const WORDS = {
  bg: {
    title: 'Каталог на услугите',
    intro: 'Участници, подсистеми и услуги, до които се достига чрез мрежата за обмен.',
    search: 'Търсене',
    searchLabel: 'Участник, подсистема, услуга или част от описанието',
    memberClass: 'Клас на участника',
    all: 'всички',
    found: 'Намерени участници',
    nothing: 'Няма услуги, които отговарят на търсенето.',
    other: 'English',
    contact: 'За контакт',
    legalBases: 'Необходимо правно основание',
    operations: 'Какво може да се поиска',
    sample: 'Пример',
    availability: 'Отговаря',
    notAsked: 'Още не е проверявана',
    ofAsked: 'от проверките за последните 30 дни',
    since: 'В каталога от',
    previous: 'Предишна страница',
    next: 'Следваща страница',
    page: 'Страница',
    data: 'Данните в JSON',
    busy: 'Сървърът е зает. Опитайте отново след малко.',
  },
  en: {
    title: 'Catalogue of services',
    intro: 'Members, subsystems and services that can be reached over the exchange network.',
    search: 'Search',
    searchLabel: 'Member, subsystem, service or a part of its description',
    memberClass: 'Member class',
    all: 'all',
    found: 'Members found',
    nothing: 'No services match the search.',
    other: 'Български',
    contact: 'Contact',
    legalBases: 'Legal basis required',
    operations: 'What can be asked for',
    sample: 'Sample',
    availability: 'Answers',
    notAsked: 'Not checked yet',
    ofAsked: 'of the checks in the last 30 days',
    since: 'In the catalogue since',
    previous: 'Previous page',
    next: 'Next page',
    page: 'Page',
    data: 'The data as JSON',
    busy: 'The server is busy. Try again in a moment.',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

export type Words = Readonly<Record<keyof (typeof WORDS)['bg'], string>>;

/** `?lang=` first, then what the browser prefers; Bulgarian otherwise. */
export function languageOf(asked: string | null, accepted: string | undefined): Language {
  if (asked === 'bg' || asked === 'en') return asked;
  const weighed = (accepted ?? '')
    .slice(0, 200)
    .split(',')
    .map((entry) => {
      const [name = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
      return { language: name.split('-', 1)[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ language, quality }) => (language === 'bg' || language === 'en') && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return weighed[0]?.language === 'en' ? 'en' : 'bg';
}
