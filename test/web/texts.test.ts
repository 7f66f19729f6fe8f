import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsOf, ROLES } from '#central-server/admin-api/roles.ts';
import { ROLES_OF } from '../../web/api/roles.ts';
import * as bg from '../../web/texts/bg/all.ts';
import * as en from '../../web/texts/en/all.ts';
import { keyOfEvent, keyOfField } from '../../web/integrator/audit/event-key.ts';
import { EVENT_NAMES } from '../../web/integrator/audit/event-names.ts';

const WEB = join(import.meta.dirname, '..', '..', 'web');
const PLURAL = /_(one|other)$/;

/** `namespace:key` with the words. */
const entriesOf = (texts: Readonly<Record<string, Readonly<Record<string, string>>>>): [string, string][] =>
  Object.entries(texts).flatMap(([space, own]) =>
    Object.entries(own).map(([key, text]): [string, string] => [`${space}:${key}`, text]),
  );
const placeholdersOf = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('Texts of the screens', () => {
  it('have the same keys in both languages, the same values put in, and no empty words', () => {
    const english = new Map(entriesOf(en));
    const bulgarian = entriesOf(bg);
    expect(bulgarian.map(([key]) => key)).to.deep.equal([...english.keys()]);
    for (const [key, text] of bulgarian) {
      expect(placeholdersOf(english.get(key) ?? ''), key).to.deep.equal(placeholdersOf(text));
      expect(text.trim(), key).not.to.equal('');
      expect(text, `${key} is Bulgarian`).to.match(/[а-я]|^[^A-Za-z]*$/i);
      expect(english.get(key), `${key} is English`).not.to.match(/[а-я]/i);
    }
  });

  it('have both forms of what is counted', () => {
    for (const [key] of entriesOf(bg).filter(([each]) => PLURAL.test(each))) {
      const stem = key.replace(PLURAL, '');
      for (const form of ['one', 'other']) expect(entriesOf(bg).map(([each]) => each)).to.include(`${stem}_${form}`);
    }
  });

  it('are all used', () => {
    const sources = globSync('{api,design,integrator}/**/*.{ts,tsx}', { cwd: WEB, exclude: ['api/definitions/**'] });
    const code = sources.map((path) => readFileSync(join(WEB, path), 'utf8')).join('\n');
    // What a template begins with may become any key that begins so.
    const beginnings = Array.from(code.matchAll(/`(\w+:\w*)\$\{/g), ([, beginning = '']) => beginning);
    const unused = entriesOf(bg)
      .map(([key]) => key.replace(PLURAL, ''))
      .filter((key) => !code.includes(`'${key}'`) && !beginnings.some((beginning) => key.startsWith(beginning)))
      // `explained.ts` reads these by their names.
      .filter((key) => !/^problems:un(reach|read)able/.test(key));
    expect(unused).to.deep.equal([]);
  });

  it('name the roles that see a screen as the server gives them', () => {
    for (const [permission, roles] of Object.entries(ROLES_OF)) {
      const holders = ROLES.filter(
        (role) => role !== 'XROAD_MANAGEMENT_SERVICE' && permissionsOf([role]).has(permission),
      );
      expect([permission, ...roles]).to.deep.equal([permission, ...holders]);
    }
  });

  it('have words for the values that the audit log tells of, however it writes them', () => {
    for (const field of ['memberCount', 'member_count', 'description', 'security_server_id', 'roles']) {
      expect(Object.keys(en.audited)).to.include(keyOfField(field));
    }
  });

  it('have words for every event of the audit log', () => {
    const root = join(WEB, '..');
    const places = ['administration', 'central-server', 'cli'].map((folder) => `${folder}/**/*.ts`);
    const sources = globSync(places, { cwd: root, exclude: ['**/*.test.ts'] });
    const names = sources.flatMap((path) =>
      Array.from(
        readFileSync(join(root, path), 'utf8').matchAll(/(?:\bevent: |_EVENT = )'([A-Z][^']+)'/g),
        ([, name = '']) => name,
      ),
    );
    expect(names).to.include.members(['Add member', 'Log in user', 'Decline management request']);
    expect([...new Set(names)].filter((name) => !EVENT_NAMES.includes(name))).to.deep.equal([]);
    expect(EVENT_NAMES.map(keyOfEvent).sort()).to.deep.equal(Object.keys(en.events).sort());
  });
});
