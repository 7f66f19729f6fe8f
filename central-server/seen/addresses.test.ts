import { expect } from 'chai';
import { Addresses } from './addresses.ts';

describe('the addresses of security servers', () => {
  it('are looked up now and then, and stay known while nobody answers', async () => {
    let at = new Date('2026-01-01T00:00:00Z');
    const asked: string[] = [];
    let isAnswered = true;
    const addresses = new Addresses({ kind: 'shifted', now: () => at }, (host) => {
      asked.push(host);
      return isAnswered ? Promise.resolve(['::ffff:192.0.2.1', '2001:db8::1']) : Promise.reject(new Error('no answer'));
    });
    const servers = [
      { key: 'one', host: 'ss.example' },
      { key: 'two', host: 'ss.example' },
      { key: 'three', host: '192.0.2.1' },
    ];
    const found = await addresses.serversAt(servers);
    expect(found.get('192.0.2.1')).to.deep.equal(['one', 'two', 'three']);
    expect(found.get('2001:db8::1')).to.deep.equal(['one', 'two']);
    await addresses.serversAt(servers);
    expect(asked).to.deep.equal(['ss.example']);
    at = new Date('2026-01-01T01:00:00Z');
    isAnswered = false;
    expect((await addresses.serversAt(servers)).get('2001:db8::1')).to.deep.equal(['one', 'two']);
    expect(asked).to.have.length(2);
  });

  it('are looked up in bounds', async () => {
    let asked = 0;
    const addresses = new Addresses({ kind: 'shifted', now: () => new Date(0) }, () => {
      asked += 1;
      return Promise.resolve([]);
    });
    await addresses.serversAt(
      Array.from({ length: 500 }, (_, index) => ({ key: `${index}`, host: `ss${index}.example` })),
    );
    expect(asked).to.equal(200);
  });
});
