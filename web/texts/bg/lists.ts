export const lists = {
  found: 'Намерени {{number}}',
  search: 'Търсене',
  clear: 'Изчистване на филтрите',
  nothing_found: 'Нищо не е намерено',
  nothing_found_teach: 'Нищо не отговаря на търсенето и филтрите.',
  pages: 'Страници',
  page: 'Страница {{page}}',
  next: 'Следваща страница',
  previous: 'Предишна страница',
  size: 'На страница',
  actions: 'Действия',
  all: 'Всички',
} as const;
