import type { home as bulgarian } from '../bg/home.ts';
import type { Like } from '../like.ts';

export const home: Like<typeof bulgarian> = {
  title: 'Home',
  works: 'The network works.',
  nothing: 'Nothing needs attention.',
  attention_one: '{{count}} thing needs attention.',
  attention_other: '{{count}} things need attention.',
  waiting_one: '{{count}} request waits for a decision',
  waiting_other: '{{count}} requests wait for a decision',
  oldest: 'the oldest is of',
  review: 'Review',
  members: 'Members',
  servers: 'Security servers',
  groups: 'Global groups',
  unknown: 'The state is not known.',
};
