import type { problems as bulgarian } from '../bg/problems.ts';
import type { Like } from '../like.ts';

export const problems: Like<typeof bulgarian> = {
  side: 'Side',
  next: 'Next step',
  code: 'Code',
  correlation: 'Correlation number',
  details: 'Details from the server',
  side_client: 'client system',
  'side_this-server': 'this server',
  'side_other-server': 'peer server',
  side_provider: 'provider',
  'side_trust-service': 'trust service',
  side_operator: 'set-up of this server',
  unreachable: 'The server does not answer.',
  unreachable_next: 'Check your connection and try again; what you typed is kept.',
  unreadable: 'The answer of the server cannot be read.',
  unreadable_next: 'Try again; if it comes back, show the code to the administrator.',
};
