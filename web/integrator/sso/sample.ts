/** As docs/single-sign-on.md has it. */
export const SAMPLE = `administration:
  singleSignOn:
    publicUrl: https://cs.example.bg:4000
    identityKey: { file: identity-key }
    providers:
      - name: ministry
        title: { bg: Министерство, en: Ministry }
        openIdConnect:
          issuer: https://id.example.bg
          clientId: drum
          clientSecret: { file: client-secret }
          rolesClaim: groups
        roles:
          drum-registrars: [XROAD_REGISTRATION_OFFICER]`;

export const LINK = 'drum users link m.petrova --provider ministry --identity-file /dev/stdin --config central.yaml';
