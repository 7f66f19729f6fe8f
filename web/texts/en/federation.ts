import type { federation as bulgarian } from '../bg/federation.ts';
import type { Like } from '../like.ts';

export const federation: Like<typeof bulgarian> = {
  title: 'Federation',
  anchors: 'Anchors of other networks',
  instance: 'Network',
  generated: 'Made',
  hash: 'SHA-224 fingerprint',
  search: 'network, fingerprint',
  upload: 'Upload an anchor',
  download: 'Download',
  delete: 'Delete',
  empty: 'This network trusts no other',
  empty_teach:
    'With its anchor, members of both networks can exchange data. Ask the other network’s integrator for it.',
  file: 'File of the anchor',
  file_help: 'An XML file. The server checks that the configuration it points to answers.',
  trust: 'Trust the network',
  trust_it: 'Trust network {{instance}}',
  uploaded: 'The network {{instance}} is trusted now',
  compared: 'I have compared the fingerprint with the one the other network gave',
  compare_first: 'Compare the fingerprint first.',
  same: 'This is the present anchor',
  replaces: 'It replaces the present anchor',
  delete_title: 'End the trust in {{instance}}?',
  delete_act: 'Delete the anchor of {{instance}}',
  deleted: 'The anchor is deleted',
  lose_anchor: 'the anchor of the network {{instance}}',
  lose_exchange: 'all exchange with the members of {{instance}}',
  keeps: 'Exchanges that were recorded stay; the anchor can be uploaded again.',
};
