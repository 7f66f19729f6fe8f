import { expect } from 'chai';
import { extensionsDefinitions } from '#central-server/admin-api/definition.ts';
import { CHANGE_KINDS, type Change } from '#central-server/publication/changes/change.ts';
import { compared } from '#central-server/publication/changes/compare.ts';
import { certificateDeletionOf, cutOffBy, ownerChangeOf } from '#central-server/publication/changes/cut-off.ts';
import { rawDifferences } from '#central-server/publication/changes/raw-differences.ts';
import type { PublishedContent } from '#central-server/publication/content.ts';
import { packed, piecesOf, unpacked } from '#central-server/publication/kept/pieces.ts';
import type { SharedParameters } from '#protocol/configuration/parameters.ts';
import { issue } from '../../pki/certificates.ts';
import { DECLARED_CA, OWN_CA, TSA } from '../trust/services.ts';

const OWNER = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' } as const;
const SERVER = 'SERVER:BG/GOV/1/ss1';
const CERTIFICATE = issue({ subject: 'ss1', issuer: OWN_CA }).certificate;
const HASH = Buffer.alloc(32, 1);
const [INTERNAL, NEXT_INTERNAL] = [Buffer.from([1]), Buffer.from([2])];
const OCSP = { url: 'http://ocsp.example' };

const source = (certificates: readonly Buffer[]) => ({
  ...{ address: 'cs.example', internalVerificationCertificates: certificates, externalVerificationCertificates: [] },
});

const ca = (name: string, certificate: Uint8Array, ocsp = [OCSP]) => ({
  ...{ name, authenticationOnly: false, certificateProfileInfo: 'p', intermediateCas: [] },
  topCa: { certificate, ocsp },
});

const SHARED: SharedParameters = {
  ...{ version: 6, instance: 'BG', ocspFreshnessSeconds: 3600, sources: [source([INTERNAL])] },
  approvedCas: [ca('Own', OWN_CA.certificate.der), ca('Other', DECLARED_CA.certificate.der)],
  approvedTsas: [{ name: 'TSA', url: 'http://tsa.example', certificate: TSA.certificate.der }],
  members: [
    {
      memberClass: { code: 'GOV', description: 'G' },
      memberCode: '1',
      name: 'One',
      subsystems: [{ subsystemCode: 's' }],
    },
  ],
  securityServers: [
    {
      ...{ owner: OWNER, serverCode: 'ss1', address: 'ss1.example', authenticationCertificateHashes: [HASH] },
      clients: [{ ...OWNER, type: 'SUBSYSTEM', subsystemCode: 's' }],
    },
  ],
  globalGroups: [{ groupCode: 'g', description: 'G', members: [OWNER] }],
  memberClasses: [{ code: 'GOV', description: 'G' }],
};

const content = (changes: Partial<SharedParameters> = {}): PublishedContent => ({
  ...{ shared: { ...SHARED, ...changes }, otherParts: new Map() },
});
const [MEMBER] = SHARED.members;
const [FIRST_SERVER] = SHARED.securityServers;
const withServer = (changes: object) => ({ securityServers: [{ ...FIRST_SERVER, ...changes } as never] });
const withMember = (changes: object) => ({ members: [{ ...MEMBER, ...changes } as never] });

const changed = (after: PublishedContent, before = content()): readonly Change[] => compared(before, after).changes;
const kinds = (after: PublishedContent): string[] => changed(after).map(({ kind }) => kind);

const live = [{ key: SERVER, certificates: [CERTIFICATE.der] }];
const cutOff = (after: PublishedContent, asked: ReadonlySet<string> = new Set(), servers: typeof live = live) => {
  const { changes, ...facts } = compared(content(), after);
  return new Set(changes.flatMap((change) => cutOffBy(change, { ...facts, live: servers, asked })));
};

describe('what a publication changes', () => {
  it('name what people know by names, also where it is gone, and the owner of a server', () => {
    const [joined] = changed(
      content({
        globalGroups: [
          { groupCode: 'g', description: 'G', members: [OWNER, { ...OWNER, type: 'SUBSYSTEM', subsystemCode: 's' }] },
        ],
      }),
    );
    expect(joined).to.include({ kind: 'GROUP_MEMBER_ADDED', name: 'One' });
    const [address] = changed(content(withServer({ address: 'other.example' })));
    expect(address).to.include({ kind: 'SERVER_ADDRESS_CHANGED', name: 'One', serverName: 'One' });
    const gone = changed(content({ members: [], securityServers: [], approvedTsas: [] }));
    expect(gone.find(({ kind }) => kind === 'SERVER_REMOVED')).to.include({ name: 'One' });
    expect(gone.find(({ kind }) => kind === 'TIMESTAMPING_SERVICE_REMOVED')).to.include({ name: 'TSA' });
    const authorities = changed(content({ approvedCas: [] }));
    expect(authorities.find(({ kind }) => kind === 'CA_CERTIFICATE_REMOVED')).to.include({ name: 'Own' });
    const renamed = changed(content(withMember({ name: 'Two' })));
    expect(renamed[0]).to.not.have.property('name');
  });

  it('is nothing where nothing differs', () => {
    expect(changed(content())).to.deep.equal([]);
  });

  for (const [what, after, expected] of [
    ['a class', { memberClasses: [{ code: 'GOV', description: 'New' }] }, ['MEMBER_CLASS_CHANGED']],
    [
      'another class',
      { memberClasses: [...SHARED.memberClasses, { code: 'MUN', description: '' }] },
      ['MEMBER_CLASS_ADDED'],
    ],
    ['a name', withMember({ name: 'Two' }), ['MEMBER_RENAMED']],
    ['the name of a subsystem', withMember({ subsystems: [{ subsystemCode: 's', name: 'S' }] }), ['SUBSYSTEM_RENAMED']],
    [
      'another subsystem',
      withMember({ subsystems: [{ subsystemCode: 't' }] }),
      ['SUBSYSTEM_ADDED', 'SUBSYSTEM_REMOVED'],
    ],
    ['an address', withServer({ address: 'new.example' }), ['SERVER_ADDRESS_CHANGED']],
    ['maintenance', withServer({ maintenance: { message: 'soon back' } }), ['MAINTENANCE_BEGUN']],
    ['a client', withServer({ clients: [] }), ['CLIENT_REMOVED']],
    [
      'a certificate',
      withServer({ authenticationCertificateHashes: [Buffer.alloc(32, 2)] }),
      ['AUTHENTICATION_CERTIFICATE_ADDED', 'AUTHENTICATION_CERTIFICATE_REMOVED'],
    ],
    ['no server', { securityServers: [] }, ['SERVER_REMOVED', 'AUTHENTICATION_CERTIFICATE_REMOVED', 'CLIENT_REMOVED']],
    ['another owner', withServer({ owner: { ...OWNER, memberCode: '2' } }), ['SERVER_MOVED']],
    ['a group', { globalGroups: [] }, ['GROUP_REMOVED']],
    [
      'the members of a group',
      { globalGroups: [{ groupCode: 'g', description: 'G', members: [] }] },
      ['GROUP_MEMBER_REMOVED'],
    ],
    ['no time-stamping service', { approvedTsas: [] }, ['TIMESTAMPING_SERVICE_REMOVED']],
    [
      'a responder',
      { approvedCas: [ca('Own', OWN_CA.certificate.der, []), ...SHARED.approvedCas.slice(1)] },
      ['OCSP_RESPONDER_REMOVED'],
    ],
    [
      'no authority',
      { approvedCas: SHARED.approvedCas.slice(1) },
      ['CERTIFICATION_SERVICE_REMOVED', 'CA_CERTIFICATE_REMOVED', 'OCSP_RESPONDER_REMOVED'],
    ],
    [
      'another signing key',
      { sources: [source([NEXT_INTERNAL])] },
      ['SIGNING_CERTIFICATE_ADDED', 'SIGNING_CERTIFICATE_REMOVED'],
    ],
    ['a setting', { ocspFreshnessSeconds: 60 }, ['SETTING_CHANGED']],
  ] as const) {
    it(`is told with ${what}`, () => {
      expect(kinds(content(after))).to.deep.equal(expected);
    });
  }

  it('is told of parts that are neither shared nor private parameters', () => {
    const after = { ...content(), otherParts: new Map([['MONITORING', 'a'.repeat(64)]]) };
    expect(changed(after)).to.deep.equal([{ kind: 'PART_ADDED', subject: 'MONITORING', after: 'a'.repeat(64) }]);
  });

  it('is told in text by whole elements, whatever their order', () => {
    const text = (...names: string[]): string =>
      `<conf>\n${names.map((name) => `    <a>\n        ${name}\n    </a>`).join('\n')}\n</conf>\n`;
    expect(rawDifferences(text('1', '2', '3'), text('3', '1', '4'))).to.deep.equal([
      { sign: '-', text: '<a>\n        2\n    </a>' },
      { sign: '-', text: '<a>\n        3\n    </a>\n</conf>' },
      { sign: '+', text: '<a>\n        3\n    </a>' },
      { sign: '+', text: '<a>\n        4\n    </a>\n</conf>' },
    ]);
  });
});

describe('the kinds of changes', () => {
  it('are those that the definition tells of', () => {
    const kinds = extensionsDefinitions().map(({ document }) => {
      const { schemas = {} } = document.components ?? {};
      return (schemas.ChangeKind as { enum?: string[] } | undefined)?.enum;
    });
    expect(kinds.find((each) => each !== undefined)).to.deep.equal([...CHANGE_KINDS]);
  });
});

describe('a live server', () => {
  const gone = withServer({ authenticationCertificateHashes: [] });
  const sha256 = HASH.toString('hex');

  for (const [what, after] of [
    ['itself', { securityServers: [] }],
    ['its certificate', gone],
    ['its owner', withServer({ owner: { ...OWNER, memberCode: '2' } })],
    ['its authority', { approvedCas: SHARED.approvedCas.slice(1) }],
    ['the only responder of its authority', { approvedCas: [ca('Own', OWN_CA.certificate.der, [])] }],
    ['a time-stamping service', { approvedTsas: [] }],
    ['every signing key that it knows', { sources: [source([NEXT_INTERNAL])] }],
  ] as const) {
    it(`is cut off without ${what}`, () => {
      expect(cutOff(content(after))).to.deep.equal(new Set([SERVER]));
    });
  }

  for (const [what, after] of [
    ['an authority that is not its own', { approvedCas: SHARED.approvedCas.slice(0, 1) }],
    ['a signing key, while it knows another', { sources: [source([NEXT_INTERNAL, INTERNAL])] }],
    ['a client', withServer({ clients: [] })],
    ['its address', withServer({ address: 'new.example' })],
  ] as const) {
    it(`is not cut off without ${what}`, () => {
      expect(cutOff(content(after))).to.deep.equal(new Set());
    });
  }

  it('is not cut off by what it has asked for itself', () => {
    expect(cutOff(content(gone), new Set([certificateDeletionOf(SERVER, sha256)]))).to.deep.equal(new Set());
    expect(cutOff(content(gone), new Set([certificateDeletionOf(SERVER, 'b'.repeat(64))]))).to.deep.equal(
      new Set([SERVER]),
    );
    const moved = content(withServer({ owner: { ...OWNER, memberCode: '2' } }));
    expect(cutOff(moved, new Set([ownerChangeOf(SERVER)]))).to.deep.equal(new Set());
  });

  it('is judged by the keys in the configuration that it has fetched', () => {
    const after = content({ sources: [source([NEXT_INTERNAL])] });
    const behind = live.map((server) => ({ ...server, knownSources: [source([NEXT_INTERNAL])] }));
    expect(cutOff(after, new Set(), behind)).to.deep.equal(new Set());
  });
});

describe('the pieces of a publication', () => {
  const file = (from: number): Buffer =>
    Buffer.from(
      Array.from({ length: 2_000 }, (_, index) => `\n    <member>\n        ${index + from}\n    </member>`).join(''),
    );

  it('are mostly those of the one before, and make up the whole again', async () => {
    const before = new Set(piecesOf(file(0)).map(({ sha256 }) => sha256));
    const after = piecesOf(file(3));
    expect(after.length).to.be.greaterThan(10);
    expect(after.filter(({ sha256 }) => !before.has(sha256)).length).to.be.lessThanOrEqual(2);
    const contents = await Promise.all(after.map(async (piece) => unpacked(await packed(piece))));
    expect(Buffer.concat(contents).equals(file(3))).to.equal(true);
  });

  it('are bounded where a file has no elements', () => {
    const pieces = piecesOf(Buffer.alloc(3_000_000));
    expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).to.be.at.most(1024 * 1024);
    expect(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)).to.equal(3_000_000);
  });
});
