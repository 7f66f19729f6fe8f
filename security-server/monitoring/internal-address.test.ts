import { expect } from 'chai';
import { networkInterfaces } from 'node:os';
import { internalAddress } from './internal-address.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;
type Address = NonNullable<Interfaces[string]>[number];

const address = (text: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address: text, family, internal }) as Address;

describe('The address of a server within its own network', () => {
  it('is the one that it listens on', () => {
    expect(internalAddress('10.0.0.7', {})).to.equal('10.0.0.7');
  });

  it('is that of its machine where it listens on every address', () => {
    const interfaces: Interfaces = {
      lo: [address('127.0.0.1', 'IPv4', true)],
      eth0: [address('fe80::1', 'IPv6'), address('2001:db8::1', 'IPv6'), address('10.0.0.7', 'IPv4')],
    };
    expect(internalAddress('0.0.0.0', interfaces)).to.equal('10.0.0.7');
    expect(internalAddress('::', { eth0: interfaces.eth0?.slice(0, 2) })).to.equal('2001:db8::1');
    expect(internalAddress('0.0.0.0', { lo: interfaces.lo })).to.equal('0.0.0.0');
  });
});
