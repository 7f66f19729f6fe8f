import { expect } from 'chai';
import { anchorOf } from '../../test/configuration-source.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';
import { candidatesOf } from './candidates.ts';
import { isFederationAllowed } from './federation.ts';

const CERTIFICATE = Buffer.from('anchor');
const anchor = (...urls: string[]): ConfigurationAnchor => ({
  instance: 'BG',
  sources: urls.map((downloadUrl) => ({ downloadUrl, verificationCertificates: [CERTIFICATE] })),
});
const source = (address: string) => ({
  address,
  internalVerificationCertificates: [Buffer.from('internal')],
  externalVerificationCertificates: [Buffer.from('external')],
});
/** Keeps lists as they are. */
const inOrder = () => {
  let count = 0;
  return () => (count += 1);
};
const placesOf = (...[from, sources, options]: Parameters<typeof candidatesOf>) =>
  candidatesOf(from, sources, options).map(({ url, certificates, attempt }) =>
    [url.href, certificates.map(String).join(), attempt ? 'attempt' : 'given'].join(' '),
  );

describe('Places to download configuration from', () => {
  it('are the anchor’s, each with https before http', () => {
    expect(placesOf(anchor('http://a/internalconf', 'http://b/internalconf'), [], { random: inOrder() })).to.deep.equal(
      [
        'https://a/internalconf anchor attempt',
        'https://b/internalconf anchor attempt',
        'http://a/internalconf anchor given',
        'http://b/internalconf anchor given',
      ],
    );
  });

  it('are first those that the last shared parameters name, at the anchor’s path, with their own certificates', () => {
    const internal = placesOf(anchor('http://a/internalconf'), [source('n1'), source(''), source('n2')], {
      random: inOrder(),
    });
    expect(internal).to.deep.equal([
      'https://n1/internalconf internal attempt',
      'https://n2/internalconf internal attempt',
      'http://n1/internalconf internal given',
      'http://n2/internalconf internal given',
      'https://a/internalconf anchor attempt',
      'http://a/internalconf anchor given',
    ]);
    expect(placesOf(anchor('http://a/externalconf'), [source('n1')], { random: inOrder() })[0]).to.equal(
      'https://n1/externalconf external attempt',
    );
    expect(placesOf(anchor('http://a/BG/conf'), [source('n1')], { random: inOrder() })[0]).to.equal(
      'https://n1/BG/conf internal,external attempt',
    );
  });

  it('may be https alone', () => {
    expect(placesOf(anchor('https://a/internalconf'), [], { random: inOrder() })).to.deep.equal([
      'https://a/internalconf anchor given',
    ]);
  });

  it('are in an order of chance within their group', () => {
    const sequence = [0.9, 0.1, 0.2, 0.8];
    const order = placesOf(anchor('http://a/x', 'http://b/x'), [], { random: () => sequence.shift() ?? 0 });
    expect(order.map((place) => place.split(' ')[0])).to.deep.equal([
      'https://b/x',
      'https://a/x',
      'http://a/x',
      'http://b/x',
    ]);
  });

  it('begin with the one that answered last time', () => {
    const order = placesOf(anchor('http://a/x', 'http://b/x'), [], { lastSuccess: 'http://b/x', random: inOrder() });
    expect(order[0]).to.equal('http://b/x anchor given');
    expect(order).to.have.lengthOf(4);
  });

  it('repeat an address only with other certificates', () => {
    const twice = placesOf(anchor('http://a/internalconf', 'http://a/internalconf'), [source('a')], {
      random: inOrder(),
    });
    expect(twice).to.deep.equal([
      'https://a/internalconf internal attempt',
      'http://a/internalconf internal given',
      'https://a/internalconf anchor attempt',
      'http://a/internalconf anchor given',
    ]);
  });

  it('are none where the anchor names no http or https address', () => {
    expect(
      placesOf(anchor('ftp://a/', 'nothing', 'file:///etc/passwd'), [source('n1')], { random: inOrder() }),
    ).to.deep.equal([]);
  });

  it('are 64 at most', () => {
    const urls = Array.from({ length: 100 }, (_, index) => `http://h${index}/x`);
    expect(placesOf(anchor(...urls), [], { random: inOrder() })).to.have.lengthOf(64);
    expect(placesOf(anchorOf('http://a/x'), [], { random: inOrder() })).to.have.lengthOf(2);
  });
});

describe('Allowed federations', () => {
  for (const [allowed, instance, answer] of [
    ['none', 'EE', false],
    ['all', 'EE', true],
    ['EE', 'EE', true],
    ['ee , Fi', 'EE', true],
    ['fi', 'EE', false],
    ['EE,none', 'EE', false],
    ['NONE,all', 'EE', false],
    ['FI,All', 'EE', true],
    ['', 'EE', false],
  ] as const) {
    it(`"${allowed}" ${answer ? 'include' : 'do not include'} ${instance}`, () => {
      expect(isFederationAllowed(allowed, instance)).to.equal(answer);
    });
  }
});
