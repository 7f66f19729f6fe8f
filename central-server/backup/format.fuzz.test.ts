import { itSurvives } from '../../test/fuzz.ts';
import { hostileJson } from '../../test/hostile-json.ts';
import { readLabel, readLine, readTrailer } from './format.ts';

const label = {
  ...{ type: 'central', instance: 'BG', node: 'node_0', createdAt: '2026-11-29T08:00:00.000Z', program: '0.1.0' },
  migrations: ['0001-catalogue', '0002-trusted-anchors'],
};
const trailer = { algorithm: 'SHA512withECDSA', publicKey: 'MFkw', signature: 'MEYC' };
const lines = [
  { file: 'token/pin.p12', bytes: 'AAEC' },
  {
    table: 'member',
    columns: [
      ['key', 'text'],
      ['position', 'integer'],
      ['file', 'bytes'],
    ],
  },
  ['MEMBER:BG/GOV/1', '12', null],
  { end: { tables: 1, rows: 1, files: 1 } },
];

describe('The lines of a backup in hostile input', () => {
  itSurvives('label of a backup', hostileJson([label]), readLabel);
  itSurvives('signature of a backup', hostileJson([trailer]), readTrailer);
  itSurvives('line of a backup', hostileJson(lines), readLine);
});
