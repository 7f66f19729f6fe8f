export const certificates = {
  subject: 'Притежател',
  issuer: 'Издател',
  valid: 'Валиден',
  serial: 'Сериен номер',
  algorithm: 'Алгоритми',
  fingerprint: 'Отпечатък SHA-256',
  expired_one: 'изтекъл преди {{count}} ден',
  expired_other: 'изтекъл преди {{count}} дни',
  not_yet: 'още не е валиден',
  days_left_one: 'още {{count}} ден',
  days_left_other: 'още {{count}} дни',
  authentication: 'Сертификат за автентикация',
} as const;
