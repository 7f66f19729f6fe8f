import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { peerVersionCheck } from './peer-version.ts';

const answer = (minimum: string, version: string | undefined) =>
  refusal(() => {
    peerVersionCheck(minimum)(version);
  });
const REFUSED = (minimum: string) =>
  `client_proxy_version_not_supported: The minimum supported version for client security server is: ${minimum}`;

describe('The least version of a peer’s software', () => {
  for (const version of ['7.6.0', '7.6.1', '7.10.0', '8.0.0', '7.8.1-SNAPSHOT-20261122000000gitlocal']) {
    it(`lets ${version} in where it is 7.6.0`, () => {
      expect(answer('7.6.0', version)).to.equal('accepted');
    });
  }

  for (const version of ['7.5.9', '6.26.3', '7.6.0-SNAPSHOT', '', 'unknown', undefined]) {
    it(`keeps ${version ?? 'a peer that tells none'} out where it is 7.6.0`, () => {
      expect(answer('7.6.0', version)).to.equal(REFUSED('7.6.0'));
    });
  }

  it('is nothing unless it is set, and must be a version', () => {
    expect(answer('', undefined)).to.equal('accepted');
    expect(answer('seven', '7.6.0')).to.match(/^malformed_server_conf: Parameter proxy.server-min/);
  });
});
