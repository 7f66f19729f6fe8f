import { expect } from 'chai';
import { pkcs11TokensSchema } from './declaration.ts';

const HSM = { id: 'hsm', module: '/usr/lib/hsm.so' };

/** Field and rule of the first thing that is wrong. */
function faultOf(tokens: unknown): string | undefined {
  const issue = pkcs11TokensSchema.safeParse(tokens).error?.issues[0];
  return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`;
}

describe('the declaration of PKCS#11 tokens', () => {
  it('needs an id and a module, and has X-Road’s defaults', () => {
    expect(pkcs11TokensSchema.parse([HSM])).to.deep.equal([
      {
        ...HSM,
        readOnly: false,
        pinPerSignature: false,
        rsaSignMechanism: 'CKM_RSA_PKCS',
        osLocking: false,
        ownThreads: true,
      },
    ]);
    expect(faultOf([{ module: '/usr/lib/hsm.so' }])).to.match(/^0\.id: /);
    expect(faultOf([{ id: 'hsm' }])).to.match(/^0\.module: /);
  });

  const refusals: [string, object, string][] = [
    ['the software token’s id', { id: '0' }, '0.id: must not be 0, which is the software token'],
    ['an id with a slash', { id: 'a/b' }, '0.id: may hold letters, digits, full stops, hyphens and low lines'],
    ['a relative path', { module: 'hsm.so' }, '0.module: must be an absolute path'],
    ['a label that no token can have', { label: 'щ'.repeat(17) }, '0.label: must have at most 32 bytes'],
    [
      'a serial number that is too long',
      { serialNumber: 'x'.repeat(17) },
      '0.serialNumber: must have at most 16 bytes',
    ],
  ];
  for (const [title, fields, fault] of refusals) {
    it(`refuses ${title}`, () => {
      expect(faultOf([{ ...HSM, ...fields }])).to.equal(fault);
    });
  }

  it('refuses fields that it does not know, other mechanisms and slots that are no numbers', () => {
    expect(faultOf([{ ...HSM, pin: '1234' }])).to.match(/pin/);
    expect(faultOf([{ ...HSM, rsaSignMechanism: 'CKM_SHA512_RSA_PKCS' }])).to.match(/^0\.rsaSignMechanism: /);
    expect(faultOf([{ ...HSM, slot: -1 }])).to.match(/^0\.slot: /);
  });

  it('takes several tokens of one module, under ids of their own and with one way of locking', () => {
    const other = { ...HSM, id: 'other', label: 'other' };
    expect(faultOf([HSM, other])).to.equal(undefined);
    expect(faultOf([HSM, HSM])).to.equal('1.id: is the id of another token too');
    expect(faultOf([HSM, { ...other, osLocking: true }])).to.equal(
      '1.osLocking: must be the same for all tokens of one module',
    );
    expect(faultOf([HSM, { ...other, ownThreads: false }])).to.equal(
      '1.ownThreads: must be the same for all tokens of one module',
    );
  });
});
