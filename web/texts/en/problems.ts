import type { problems as bulgarian } from '../bg/problems.ts';
import type { Like } from '../like.ts';

export const problems: Like<typeof bulgarian> = {
  side: 'Where the problem is',
  next: 'Next step',
  code: 'Code',
  correlation: 'Correlation id',
  details: 'Details from the server',
  side_client: 'on your side',
  'side_this-server': 'in this server',
  'side_other-server': 'in the peer server',
  side_provider: 'at the provider',
  'side_trust-service': 'in the trust service',
  side_operator: 'in the set-up of this server',
  to_list: 'To the list',
  unreachable: 'The server does not answer.',
  unreachable_next: 'Check your connection and try again; what you typed is kept.',
  unreadable: 'The answer of the server cannot be read.',
  unreadable_next: 'Try again; if it comes back, show the code to the administrator.',
};
