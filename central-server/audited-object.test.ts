import { expect } from 'chai';
import { auditedObject } from './audited-object.ts';

const of = (data: object, url: string | null = null) => auditedObject({ data: JSON.stringify(data), url });
const member = { type: 'MEMBER', instance: 'TEST', memberClass: 'GOV', memberCode: '1' };

describe('What an audit event is about', () => {
  it('is what it added, changed or removed, by identifier and name', () => {
    expect(of({ after: { id: member, name: 'Първа' } })).to.deep.equal({ id: 'TEST:GOV:1', name: 'Първа' });
    expect(of({ before: { id: member, name: 'Стара' }, after: { id: member, name: 'Нова' } })).to.deep.equal({
      id: 'TEST:GOV:1',
      name: 'Нова',
    });
    expect(of({ before: { code: 'MUN', description: 'Община' } })).to.deep.equal({ id: 'MUN', name: 'Община' });
    expect(of({ after: { groupCode: 'towns', clients: [member] } })).to.deep.equal({ id: 'towns' });
    expect(of({ after: { id: 7, roles: ['XROAD_SECURITY_OFFICER'] } })).to.deep.equal({ id: 'api-key-7' });
  });

  it('is a server before its client', () => {
    const server = { ...member, type: 'SERVER', serverCode: 'ss1' };
    expect(of({ before: { server, client: member } })).to.deep.equal({ id: 'TEST:GOV:1:ss1' });
    expect(of({ after: { id: 3, security_server_id: 'TEST:GOV:1:ss1', client_id: 'TEST:GOV:1' } })).to.deep.equal({
      id: 'TEST:GOV:1:ss1',
    });
  });

  it('is what the address names, where nothing else is told', () => {
    expect(of({}, '/api/v1/members/TEST:GOV:%D0%90')).to.deep.equal({ id: 'TEST:GOV:А' });
    expect(of({ before: { number: 3 } }, '/api/v1/security-servers/TEST:GOV:1:ss1/x/3')).to.deep.equal({
      id: 'TEST:GOV:1:ss1',
    });
    expect(of({}, '/api/v1/members/%E0%A4%A')).to.equal(undefined);
  });

  it('may be nothing in particular, and is never a guess', () => {
    expect(of({})).to.equal(undefined);
    expect(of({ after: null, before: ['x'] })).to.equal(undefined);
    expect(of({ after: { id: { ...member, memberCode: 'a:b' }, name: '' } })).to.equal(undefined);
  });
});
