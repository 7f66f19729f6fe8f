import type { nodes as bulgarian } from '../bg/nodes.ts';
import type { Like } from '../like.ts';

export const nodes: Like<typeof bulgarian> = {
  all_ok: 'All nodes publish.',
  not_ok_one: '{{count}} node does not publish in time.',
  not_ok_other: '{{count}} nodes do not publish in time.',
  not_known: 'It is not known whether the nodes publish.',
  single:
    'One node: if it stops, configuration is not renewed. To add a second node, declare it in the server’s file; both must share one PostgreSQL database.',
  several: 'Node {{name}} gave this answer.',
  node: 'Node',
  this: 'this one',
  address: 'Address',
  no_address: 'no address',
  published: 'Last publication',
  never: 'has not published yet',
  state: 'State',
  status_OK: 'publishes',
  status_WARN: 'is late',
  status_ERROR: 'does not publish',
  status_UNKNOWN: 'unknown',
  change_address: 'Change the address',
  change_title: 'New address of this node',
  address_help:
    'A name or an IP address. Anchors are made anew with it; security servers must have the new anchor before the old address is gone.',
  address_changed: 'The address was changed',
  version: 'Version',
  search: 'Name, address',
  empty: 'No nodes',
  empty_teach: 'A node appears when it publishes.',
};
