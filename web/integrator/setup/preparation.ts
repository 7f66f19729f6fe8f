import { call, make } from '../../api/client.ts';

/** The classes that every administration of the country fits into; others can be added. Their descriptions are data, not texts of screens. */
const CLASSES = [
  { code: 'GOV', description: 'Държавни институции' },
  { code: 'MUN', description: 'Общини' },
  { code: 'COM', description: 'Търговски дружества' },
];
const SOURCES = ['INTERNAL', 'EXTERNAL'] as const;
/** The software token, which initialisation has given its PIN. */
const SOFTWARE_TOKEN = '0';

const PERMISSIONS = ['ADD_MEMBER_CLASS', 'VIEW_MEMBER_CLASSES', 'GENERATE_SIGNING_KEY'];

export const mayPrepare = (may: (permission: string) => boolean): boolean => PERMISSIONS.every(may);

/** Makes the member classes and both keys, as far as they are not there. Safe to run again. Throws `Problem`. */
export async function prepare(): Promise<void> {
  const classes = await make(call('get', '/member-classes', {}));
  if (classes.length === 0) for (const body of CLASSES) await make(call('post', '/member-classes', { body }));
  const tokens = await make(call('get', '/tokens', {}));
  const keys = tokens.flatMap(({ configuration_signing_keys: own = [] }) => own);
  for (const source of SOURCES) {
    if (keys.some(({ source_type: type }) => type === source)) continue;
    await make(
      call('post', '/configuration-sources/{configuration_type}/signing-keys', {
        path: { configuration_type: source },
        body: { key_label: `${source.toLowerCase()}-1`, token_id: SOFTWARE_TOKEN },
      }),
    );
  }
}
