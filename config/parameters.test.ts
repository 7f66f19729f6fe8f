import { expect } from 'chai';
import { readParameters } from './parameters.ts';

describe('system parameters', () => {
  it('have their defaults where nothing is set', () => {
    expect(readParameters()['proxy.server-port']).to.equal(5500);
  });

  it('take what is set', () => {
    expect(readParameters({ 'proxy.server-port': 15500 })['proxy.server-port']).to.equal(15500);
  });

  it('take no limit for the silence of other servers, as X-Road does', () => {
    const name = 'proxy.client-httpclient-timeout';
    expect(readParameters({ [name]: 0 })[name]).to.equal(0);
  });

  for (const [name, value, message] of [
    [
      'proxy.server-prot',
      1,
      'Parameter proxy.server-prot: there is no such parameter; did you mean proxy.server-port?',
    ],
    ['constructor', 1, 'Parameter constructor: there is no such parameter'],
    ['proxy.server-port', 70_000, 'Parameter proxy.server-port: must be between 0 and 65535 (TCP port)'],
    ['proxy.server-port', '5500', 'Parameter proxy.server-port: must be a whole number'],
    ['message-log.timestamp-immediately', 1, 'Parameter message-log.timestamp-immediately: must be true or false'],
    [
      'message-log.archive-grouping',
      'client',
      'Parameter message-log.archive-grouping: must be one of none, member, subsystem',
    ],
    [
      'message-log.hash-algo-id',
      'SHA-1',
      'Parameter message-log.hash-algo-id: must be one of SHA-256, SHA-384, SHA-512',
    ],
    ['message-log.clean-interval', 0, 'Parameter message-log.clean-interval: must be between 1 and 31622400 (seconds)'],
    ['message-log.message-body-logging', 'no', 'Parameter message-log.message-body-logging: must be true or false'],
    ['proxy.spool-max', 0, 'Parameter proxy.spool-max: must be between 1 and 9007199254740991 (bytes)'],
    ['configuration-client.allowed-federations', 1, 'Parameter configuration-client.allowed-federations: must be text'],
  ] as const) {
    it(`refuse ${name} = ${JSON.stringify(value)}`, () => {
      expect(() => readParameters({ [name]: value }))
        .to.throw(message)
        .with.property('code', 'malformed_server_conf');
    });
  }
});
