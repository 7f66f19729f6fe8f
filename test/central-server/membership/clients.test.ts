import { expect } from 'chai';
import { findCountedMembers } from '#central-server/membership/counted-members.ts';
import { findClients, type ClientSearch } from '#central-server/membership/clients.ts';
import { addGroupMembers } from '#central-server/membership/group-members.ts';
import { addMember } from '#central-server/membership/members.ts';
import type { PageRequest } from '#central-server/membership/page.ts';
import { addSubsystem } from '#central-server/membership/subsystems.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import {
  ABSENT_SERVER,
  addOwnServer,
  AT,
  DECLARED,
  DECLARED_SERVER,
  DECLARED_SUBSYSTEM,
  openCountry,
  OWN,
  OWN_SERVER,
  OWN_SUBSYSTEM,
  type Country,
} from './country.ts';

const MEMBERS = 1500;
const MUNICIPALITY: MemberId = { ...OWN, memberClass: 'MUN', memberCode: '3_Б' };

describeOnBothEngines('The clients of a central server', (engine) => {
  let country: Country;
  const find = async (search: ClientSearch, page: Partial<PageRequest> = {}) => {
    const found = await findClients(country.repository.reader, search, { limit: 10, offset: 0, ...page }, 'BG');
    return { ...found, items: found.items.map(({ id }) => keyOf(id)) };
  };

  describe('when there are few', () => {
    beforeEach(async () => {
      country = await openCountry(await engine.fresh());
      await country.change((c) => addMember(c, { id: OWN, name: 'Община Русе' }));
      await country.change((c) => addMember(c, { id: MUNICIPALITY, name: 'Клиника 100%' }));
      await country.change((c) => addSubsystem(c, { id: OWN_SUBSYSTEM, name: 'Данъци' }));
      await addOwnServer(country);
      await country.ask({ kind: 'clientReg', server: OWN_SERVER, client: DECLARED_SUBSYSTEM });
      await country.ask({ kind: 'clientReg', server: OWN_SERVER, client: DECLARED });
      await country.change((c) => addGroupMembers(c, { groupCode: 'declared', clients: [OWN] }, AT));
    });
    afterEach(() => country.repository.close());

    const [declared, declaredSubsystem] = [keyOf(DECLARED), keyOf(DECLARED_SUBSYSTEM)];
    const [own, ownSubsystem, municipality] = [keyOf(OWN), keyOf(OWN_SUBSYSTEM), keyOf(MUNICIPALITY)];
    const all = [declared, declaredSubsystem, own, ownSubsystem, municipality];

    it('are told with their names', async () => {
      const { items } = await findClients(country.repository.reader, { q: 'русе' }, { limit: 10, offset: 0 }, 'BG');
      expect(items).to.deep.equal([
        { id: OWN, memberName: 'Община Русе' },
        { id: OWN_SUBSYSTEM, memberName: 'Община Русе', subsystemName: 'Данъци' },
      ]);
    });

    const searches: [ClientSearch, string[]][] = [
      [{}, all],
      [{ q: '', name: ' ', memberClass: '' }, all],
      [{ q: 'ОБЩИНА' }, [own, ownSubsystem]],
      [{ q: 'mun' }, [municipality]],
      [{ q: 'DECL' }, [declaredSubsystem]],
      [{ q: '3_' }, [municipality]],
      [{ q: '_' }, [municipality]],
      [{ q: '100%' }, [municipality]],
      [{ q: String.raw`\ ` }, []],
      [{ name: 'аген' }, [declared, declaredSubsystem]],
      [{ name: '2' }, []],
      [{ instance: 'bg' }, all],
      [{ instance: 'EE' }, []],
      [{ memberClass: 'go' }, [declared, declaredSubsystem, own, ownSubsystem]],
      [{ memberClass: 'COM' }, []],
      [{ memberCode: '3_б' }, [municipality]],
      [{ subsystemCode: 'OWN' }, [ownSubsystem]],
      [{ clientType: 'MEMBER' }, [declared, own, municipality]],
      [{ clientType: 'SUBSYSTEM' }, [declaredSubsystem, ownSubsystem]],
      [{ clientType: 'SUBSYSTEM', q: 'русе', memberCode: '2' }, [ownSubsystem]],
      [{ securityServer: OWN_SERVER }, [declared, declaredSubsystem]],
      [{ securityServer: DECLARED_SERVER, clientType: 'MEMBER' }, []],
      [{ excludingGroup: 'declared' }, [declared, ownSubsystem, municipality]],
      [{ excludingGroup: 'security-server-owners' }, [declaredSubsystem, ownSubsystem, municipality]],
      [{ excludingGroup: 'absent' }, all],
    ];
    it('are found by every field, whatever the letter case', async () => {
      for (const [search, items] of searches) {
        expect(await find(search), JSON.stringify(search)).to.deep.equal({ items, totalItems: items.length });
      }
    });

    it('are sorted by the fields that X-Road sorts by', async () => {
      const sorted = async (sort: string, descending = false) => (await find({}, { sort, descending })).items;
      const byName = [declared, declaredSubsystem, municipality, own, ownSubsystem];
      expect(await sorted('member_name')).to.deep.equal(byName);
      expect(await sorted('member_name', true)).to.deep.equal([
        ...[own, ownSubsystem, municipality, declared, declaredSubsystem],
      ]);
      expect(await sorted('client_id.member_code')).to.deep.equal(all);
      expect(await sorted('client_id.member_class', true)).to.deep.equal([municipality, ...all.slice(0, 4)]);
      expect(await sorted('client_type')).to.deep.equal([declared, own, municipality, declaredSubsystem, ownSubsystem]);
      expect(await sorted('id')).to.deep.equal(all);
      expect(await sorted('client_id.instance_id')).to.deep.equal(all);
      expect(await refusalOf(() => sorted('name'))).to.match(/^invalid_sort_properties: sort: must be one of id, /);
    });

    it('are counted with what they have, where they are members', async () => {
      const { items, totalItems } = await findCountedMembers(
        country.repository.reader,
        { q: '' },
        { limit: 10, offset: 0, sort: 'client_id.member_code' },
        'BG',
      );
      expect(totalItems).to.equal(3);
      const counts = new Map(items.map(({ id, subsystems, servers }) => [keyOf(id), [subsystems, servers]]));
      expect(counts.get(own)).to.deep.equal([1, 1]);
      expect(counts.get(declared)).to.deep.equal([1, 1]);
      expect(counts.get(municipality)).to.deep.equal([0, 0]);
    });

    it('are refused for a server that is unknown and a page that cannot be', async () => {
      expect(await refusalOf(() => find({ securityServer: ABSENT_SERVER }))).to.match(/^security_server_not_found: /);
      expect(await refusalOf(() => find({}, { limit: -1 }))).to.match(/^invalid_pagination_properties: limit: /);
    });
  });

  describe('when there are thousands', () => {
    before(async () => {
      country = await openCountry(await engine.fresh());
      await country.change(async (c) => {
        for (let index = 0; index < MEMBERS; index += 1) {
          const memberCode = String((index * 7919) % MEMBERS).padStart(6, '0');
          const id: MemberId = { ...OWN, memberClass: 'MUN', memberCode };
          await addMember(c, { id, name: `Община ${memberCode}` });
          await addSubsystem(c, { id: { ...id, type: 'SUBSYSTEM', subsystemCode: `s${index}` } });
        }
      });
    });
    after(() => country.repository.close());

    async function everyPage(search: ClientSearch, page: Omit<PageRequest, 'offset'>): Promise<string[]> {
      const found: string[] = [];
      for (let offset = 0; ; offset += 1) {
        const { items, totalItems } = await find(search, { ...page, offset });
        expect(totalItems).to.equal(2 * MEMBERS);
        expect(items.length).to.equal(Math.min(page.limit, Math.max(0, totalItems - found.length)));
        if (items.length === 0) return found;
        found.push(...items);
      }
    }

    const municipal = { memberClass: 'mun' };

    it('come page by page, each once, in the order in which they came to be', async () => {
      const found = await everyPage(municipal, { limit: 700 });
      expect(new Set(found).size).to.equal(2 * MEMBERS);
      expect(found.slice(0, 3)).to.deep.equal([
        'MEMBER:BG/MUN/000000',
        'SUBSYSTEM:BG/MUN/000000/s0',
        `MEMBER:BG/MUN/${String(7919 % MEMBERS).padStart(6, '0')}`,
      ]);
    });

    it('are counted however many a page has', async () => {
      const { items } = await findCountedMembers(
        country.repository.reader,
        { q: undefined, memberClass: 'MUN' },
        { limit: 10_000, offset: 0 },
        'BG',
      );
      expect(items).to.have.length(MEMBERS);
      expect(items.every(({ subsystems, servers }) => subsystems === 1 && servers === 0)).to.equal(true);
    });

    it('come page by page in the order of their names, up and down', async () => {
      const up = await everyPage(municipal, { limit: 999, sort: 'member_name' });
      const members = up.filter((key) => key.startsWith('MEMBER'));
      expect(members).to.deep.equal(members.toSorted());
      const down = await everyPage(municipal, { limit: 999, sort: 'member_name', descending: true });
      expect(down.filter((key) => key.startsWith('MEMBER'))).to.deep.equal(members.toReversed());
      expect(new Set(down).size).to.equal(2 * MEMBERS);
    });
  });
});
