import { expect } from 'chai';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, type Operator, told } from './administered.ts';

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`The check of an identifier by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let operator: Operator;

    before(async function () {
      this.timeout(60_000);
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), postgres);
      operator = await central.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
    });
    after(() => central.stop());

    const check = (body: object) => operator.api('POST', '/drum/identifiers/check', body);
    const MEMBER = { member_class: 'GOV', member_code: '1' };

    for (const [body, expected, suggestion] of [
      [{ kind: 'member_class', value: 'GOV' }, { taken: 'failed' }],
      [{ kind: 'member_class', value: 'gov' }, { taken: 'warning' }],
      [{ kind: 'member_class', value: 'СОМ' }, { 'look-alikes': 'warning', taken: 'ok' }, 'COM'],
      [
        { kind: 'member', member_class: 'GOV', value: '000696327' },
        { eik: 'ok', taken: 'ok' },
      ],
      [{ kind: 'member', member_class: 'GOV', value: '000696328' }, { eik: 'failed' }],
      [{ kind: 'member', member_class: 'GOV', value: '1' }, { taken: 'failed' }],
      [{ kind: 'member', member_class: 'MUN', value: '1' }, { taken: 'ok' }],
      [{ kind: 'subsystem', ...MEMBER, value: 'SUB' }, { taken: 'warning' }],
      [{ kind: 'subsystem', ...MEMBER, value: '000696328' }, { taken: 'ok' }],
      [{ kind: 'security_server', ...MEMBER, value: 'ss1' }, { taken: 'failed' }],
      [{ kind: 'global_group', value: 'security-server-owners' }, { taken: 'failed' }],
      [{ kind: 'global_group', value: 'a:b' }, { characters: 'failed' }],
    ] as const) {
      it(`finds ${JSON.stringify(expected)} for ${JSON.stringify(body)}`, async () => {
        const answer = await check(body);
        const said = answer.body as { checks: { name: string; outcome: string }[]; suggestion?: string };
        const found = Object.fromEntries(said.checks.map(({ name, outcome }) => [name, outcome]));
        expect([answer.status, said.suggestion]).to.deep.equal([200, suggestion]);
        expect(found).to.deep.include(expected);
        expect('eik' in found).to.equal('eik' in expected);
        expect('taken' in found).to.equal(found.characters !== 'failed');
      });
    }

    it('must be told of whom a code is', async () => {
      for (const body of [
        { kind: 'member', value: 'x' },
        { kind: 'subsystem', value: 'x', member_class: 'GOV' },
        { kind: 'nothing', value: 'x' },
      ]) {
        expect(told(await check(body))).to.deep.equal([400, 'validation_failure']);
      }
    });
  });
}
