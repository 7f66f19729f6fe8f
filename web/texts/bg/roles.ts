export const roles = {
  XROAD_SYSTEM_ADMINISTRATOR: 'системен администратор',
  XROAD_SECURITY_OFFICER: 'отговорник по сигурността',
  XROAD_REGISTRATION_OFFICER: 'отговорник по регистрацията',
  XROAD_MANAGEMENT_SERVICE: 'услуга за управление',
} as const;
