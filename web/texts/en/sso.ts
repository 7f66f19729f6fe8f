import type { sso as bulgarian } from '../bg/sso.ts';
import type { Like } from '../like.ts';

export const sso: Like<typeof bulgarian> = {
  teach:
    'People may also sign in at a provider that knows them: OpenID Connect or SAML 2.0, the national eAuthentication among them. Local users stay.',
  name: 'Name in the file',
  url: 'Where it begins',
  back: 'Way back from the provider',
  metadata: 'Metadata for a SAML provider',
  empty: 'No sign-on provider',
  empty_teach: 'For now everybody signs in with name and password. A provider is declared in the server’s file.',
  how: 'How it is set up',
  how_file: 'Providers stand in the server’s YAML file, not here: nobody can change by a screen who lets whom in.',
  step_register: 'Register this server at the provider, with the way back.',
  step_declare: 'Declare the provider in the file, and start the server again.',
  step_link: 'Give roles to groups of the provider, or link a user to an identity:',
  sample: 'Sample of the YAML',
};
