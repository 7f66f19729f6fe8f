export const fields = {
  empty: 'Полето е задължително',
  too_long: 'Най-много 255 знака',
  not_allowed: "Недопустими знаци: {{characters}}. Допустими са A–Z a–z 0–9 и '()+,-.=?",
  cyrillic: 'На кирилица са: {{characters}}. Да станат ли латински?',
  make_latin: 'Замяна с {{text}}',
  taken: 'Вече е зает: {{taken}}',
  wrong_eik: 'Контролната цифра не е на ЕИК. Проверете, ако кодът трябва да е ЕИК.',
  whole: 'Целият идентификатор',
  space: 'интервал',
} as const;
