export const settings = {
  title: 'Настройки',
  users: 'Потребители',
  sso: 'Единен вход',
  api_keys: 'API ключове',
  management: 'Услуги за управление',
  nodes: 'Възли',
  notices: 'Известия',
  once: 'Показва се само сега',
  once_teach: 'Никъде не се пази в този вид: копирайте, преди да затворите прозореца.',
  once_done: 'Копирано е',
  roles: 'Роли',
  role_needed: 'Изберете поне една роля',
} as const;
