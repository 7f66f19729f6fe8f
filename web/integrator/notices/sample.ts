/** As docs/oversight.md has it. */
export const SAMPLE = `notices:
  mail:
    host: mail.example
    port: 587
    security: starttls
    from: drum@example.bg
    auth: { user: drum, passwordFile: mail-password }
    recipients:
      - { address: operators@example.bg }
      - { address: registration@example.bg, roles: [XROAD_REGISTRATION_OFFICER], languages: [bg] }
  webhooks:
    - { name: duty, url: 'https://duty.example/drum', secretFile: duty-secret }`;
