import type { sso as bulgarian } from '../bg/sso.ts';
import type { Like } from '../like.ts';

export const sso: Like<typeof bulgarian> = {
  teach:
    'People may also sign in at a provider that knows them: OpenID Connect or SAML 2.0, the national eAuthentication among them. Local users stay.',
  name: 'Name in the file',
  url: 'Sign-in address',
  back: 'Redirect (callback) address',
  metadata: 'Metadata for a SAML provider',
  empty: 'No sign-on provider',
  empty_teach: 'For now everybody signs in with name and password. A provider is declared in the server’s file.',
  how: 'How it is set up',
  how_file: 'They are declared in the server’s YAML file and cannot be changed here.',
  step_register: 'Register this server at the provider, with the redirect address.',
  step_declare: 'Declare the provider in the file, and start the server again.',
  step_link: 'Give roles to groups of the provider, or link a user to an identity:',
  sample: 'Sample of the YAML',
};
