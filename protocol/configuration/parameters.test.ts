import { expect } from 'chai';
import fc from 'fast-check';
import { privateParameters, sharedParameters } from '../../test/configuration-arbitraries.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutated } from '../../test/mutation.ts';
import { refusal } from '../../test/refusal.ts';
import { CONFIGURATION_VERSIONS, type SharedParameters } from './parameters.ts';
import { readPrivateParameters, writePrivateParameters } from './private-parameters.ts';
import { readSharedParameters } from './shared-parameters.ts';
import {
  authenticationCertificateDigest,
  SharedParametersWriter,
  writeSharedParameters,
} from './shared-parameters-writer.ts';

const MEMBER = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' } as const;
const SUBSYSTEM = { ...MEMBER, type: 'SUBSYSTEM', subsystemCode: 'register' } as const;
const CA = { certificate: Buffer.from('ca'), ocsp: [{ url: 'http://ocsp/', costType: 'PAID' }] } as const;

/** One of everything, as version 6 has it. */
const FULL: SharedParameters = {
  version: 6,
  instance: 'BG',
  sources: [
    {
      address: 'cs.example',
      internalVerificationCertificates: [Buffer.from('in')],
      externalVerificationCertificates: [Buffer.from('ex')],
    },
  ],
  approvedCas: [
    {
      name: 'CA',
      authenticationOnly: true,
      topCa: CA,
      intermediateCas: [{ certificate: Buffer.from('inter'), ocsp: [] }],
      certificateProfileInfo: 'ee.ria.xroad.common.certificateprofile.impl.FiVRKCertificateProfileInfoProvider',
      defaultCsrFormat: 'DER',
      acmeServer: {
        directoryUrl: 'http://acme/',
        ipAddress: '10.0.0.1',
        authenticationCertificateProfileId: 'a',
        signingCertificateProfileId: 's',
      },
    },
  ],
  approvedTsas: [{ name: 'TSA', url: 'http://tsa/', certificate: Buffer.from('tsa'), costType: 'FREE' }],
  members: [
    {
      memberClass: { code: 'GOV', description: 'Държава' },
      memberCode: '1',
      name: 'ГРАО',
      subsystems: [{ subsystemCode: 'register', name: 'Регистър' }],
    },
  ],
  securityServers: [
    {
      owner: MEMBER,
      serverCode: 'ss1',
      address: 'ss1.example',
      authenticationCertificateHashes: [Buffer.alloc(32, 7)],
      clients: [MEMBER, SUBSYSTEM],
      maintenance: { message: 'до 5 ч.' },
    },
  ],
  globalGroups: [{ groupCode: 'g', description: 'G', members: [SUBSYSTEM] }],
  memberClasses: [{ code: 'GOV', description: 'Държава' }],
  ocspFreshnessSeconds: 3600,
};
const full = writeSharedParameters(FULL, 6).toString();
const xmlIdOf = (tag: string): string => new RegExp(`<${tag} id="([^"]*)"`).exec(full)?.[1] ?? '';
const [MEMBER_XML_ID, SUBSYSTEM_XML_ID] = [xmlIdOf('member'), xmlIdOf('subsystem')];
const withHashes = (bytes: number): SharedParameters => ({
  ...FULL,
  securityServers: FULL.securityServers.map((server) => ({
    ...server,
    authenticationCertificateHashes: [Buffer.alloc(bytes, 7)],
  })),
});

/** Writing is no parser: the long lane needs no more of these. */
const ROUND_TRIPS = Math.min(fuzzRuns(60), 5_000);

/** What we write has an element's tags and text on a line: lines moved about make other elements of it. */
const moves = fc.record({ from: fc.nat(), to: fc.nat(), kind: fc.constantFrom('drop', 'repeat', 'move', 'empty') });
function moved(lines: readonly string[], { from, to, kind }: { from: number; to: number; kind: string }): string[] {
  const at = from % lines.length;
  const line = lines[at] ?? '';
  const without = lines.toSpliced(at, 1);
  if (kind === 'drop') return without;
  if (kind === 'repeat') return lines.toSpliced(at, 0, line);
  return kind === 'move'
    ? without.toSpliced(to % lines.length, 0, line)
    : lines.toSpliced(at, 1, line.replace(/>[^<]*</, '><'));
}

describe('Shared parameters', () => {
  for (const version of CONFIGURATION_VERSIONS) {
    it(`of version ${version} are read back as they were written`, () => {
      fc.assert(
        fc.property(sharedParameters(version), (parameters) => {
          expect(readSharedParameters(writeSharedParameters(parameters, version), version)).to.deep.equal(parameters);
        }),
        { numRuns: ROUND_TRIPS },
      );
    });

    it(`of version ${version} that were damaged are read or refused, nothing else`, () => {
      const parameters = version === 2 ? withHashes(20) : FULL;
      const seed = writeSharedParameters(parameters, version);
      fc.assert(
        fc.property(mutated([seed]), (bytes) => {
          expect(refusal(() => readSharedParameters(bytes, version))).to.match(/^(accepted|malformed_global_conf: )/);
        }),
        { numRuns: fuzzRuns(150) },
      );
    });

    it(`of version ${version} with elements left out, repeated or moved are read or refused, nothing else`, () => {
      const parameters = version === 2 ? withHashes(20) : FULL;
      const lines = writeSharedParameters(parameters, version).toString().split('\n');
      fc.assert(
        fc.property(fc.array(moves, { minLength: 1, maxLength: 3 }), (changes) => {
          const changed = changes.reduce(moved, lines).join('\n');
          expect(refusal(() => readSharedParameters(Buffer.from(changed), version))).to.match(
            /^(accepted|malformed_global_conf: )/,
          );
        }),
        { numRuns: fuzzRuns(150) },
      );
    });
  }

  it('hold everything that version 6 has', () => {
    expect(readSharedParameters(Buffer.from(full), 6)).to.deep.equal(FULL);
  });

  it('leave out in each version what came later', () => {
    const elements = [
      'source',
      'acmeServer',
      'authenticationCertificateProfileId',
      'signingCertificateProfileId',
      'subsystemName',
      'inMaintenanceMode',
      'costType',
      'defaultCsrFormat',
    ];
    const written = CONFIGURATION_VERSIONS.map((version) => {
      const text = writeSharedParameters(version === 2 ? withHashes(20) : FULL, version).toString();
      return [version, elements.filter((name) => text.includes(`<${name}>`))];
    });
    expect(written).to.deep.equal([
      [2, []],
      [3, elements.slice(0, 2)],
      [4, elements.slice(0, 4)],
      [5, elements.slice(0, 6)],
      [6, elements],
    ]);
  });

  it('withdraw the subsystems of a server in maintenance where the version cannot tell of it', () => {
    const clients = CONFIGURATION_VERSIONS.map((version) => {
      const xml = writeSharedParameters(version === 2 ? withHashes(20) : FULL, version);
      return readSharedParameters(xml, version).securityServers[0]?.clients.map(({ type }) => type);
    });
    expect(clients).to.deep.equal([
      ['MEMBER'],
      ['MEMBER'],
      ['MEMBER'],
      ['MEMBER', 'SUBSYSTEM'],
      ['MEMBER', 'SUBSYSTEM'],
    ]);
  });

  it('hash authentication certificates with SHA-1 in version 2 and SHA-256 from then on', () => {
    expect(CONFIGURATION_VERSIONS.map(authenticationCertificateDigest)).to.deep.equal([
      'SHA-1',
      'SHA-256',
      'SHA-256',
      'SHA-256',
      'SHA-256',
    ]);
    expect(() => writeSharedParameters(FULL, 2)).to.throw(TypeError, 'Version 2 needs SHA-1 hashes');
    expect(() => writeSharedParameters(withHashes(20), 3)).to.throw(TypeError, 'Version 3 needs SHA-256 hashes');
  });

  it('are not written with a server of a member that is not listed, or a member listed twice', () => {
    expect(() => writeSharedParameters({ ...FULL, members: [] }, 6)).to.throw(
      TypeError,
      'MEMBER:BG/GOV/1 is not among the members',
    );
    expect(() => writeSharedParameters({ ...FULL, members: [...FULL.members, ...FULL.members] }, 6)).to.throw(
      TypeError,
      'BG/GOV/1 is listed twice',
    );
  });

  const other = '<other xmlns="urn:other">x</other>';
  for (const [what, version, change, reason] of [
    ['costType in version 5', 5, (xml: string) => xml, 'Element ocsp has costType where it should end'],
    ['source in version 2', 2, (xml: string) => xml, 'Element conf has source where globalSettings is expected'],
    [
      'no source in version 3',
      3,
      (xml: string) => xml.replace(/<source>[^]*<\/source>/, ''),
      'Element conf has approvedCA where source is expected',
    ],
    [
      'an unknown cost',
      6,
      (xml: string) => xml.replace('PAID', 'CHEAP'),
      'Element ocsp has a costType that is not one of FREE, PAID, UNDEFINED',
    ],
    [
      'a client that nobody is',
      6,
      (xml: string) => xml.replace(/<client>id[^<]*</, '<client>id9<'),
      'A security server refers to id9, which is the id of no member or subsystem',
    ],
    [
      'a subsystem as owner',
      6,
      (xml: string) => xml.replace(/<owner>id[^<]*</, `<owner>${SUBSYSTEM_XML_ID}<`),
      'Element securityServer has a subsystem as its owner',
    ],
    [
      'an id twice',
      6,
      (xml: string) => xml.replace(`id="${SUBSYSTEM_XML_ID}"`, `id="${MEMBER_XML_ID}"`),
      `Element subsystem has the id ${MEMBER_XML_ID}, which another has too`,
    ],
    [
      'freshness that is no number',
      6,
      (xml: string) => xml.replace('3600', '1h'),
      'Element globalSettings has a ocspFreshnessSeconds that is not a whole number',
    ],
    [
      'no settings',
      6,
      (xml: string) => xml.replace(/<globalSettings>[^]*<\/globalSettings>/, ''),
      'Element conf has nothing where globalSettings is expected',
    ],
    [
      'a member without code',
      6,
      (xml: string) => xml.replace('<memberCode>1<', '<memberCode><'),
      'Element member has an empty memberCode',
    ],
    [
      'an element inside text',
      6,
      (xml: string) => xml.replace('<serverCode>ss1', '<serverCode><a/>ss1'),
      'Element securityServer has a inside serverCode, which holds text only',
    ],
    [
      'a group member that is a service',
      6,
      (xml: string) => xml.replace('id:objectType="SUBSYSTEM"', 'id:objectType="SERVICE"'),
      'Element groupMember has objectType SERVICE, where MEMBER or SUBSYSTEM is expected',
    ],
    [
      'an unknown element in the middle',
      6,
      (xml: string) => xml.replace('<approvedTSA>', `${other}<approvedTSA>`),
      'Element conf has other where globalSettings is expected',
    ],
    [
      'an unknown element at the end in version 2, which is closed',
      2,
      (xml: string) =>
        xml
          .replace(/<source>[^]*<approvedTSA>[^]*<\/approvedTSA>/, '')
          .replace('</xroad:conf>', `${other}</xroad:conf>`)
          .replace(/<subsystemName>.*<\/subsystemName>/, '')
          .replace(/<inMaintenanceMode>[^]*<\/inMaintenanceMode>/, ''),
      'Element conf has other where it should end',
    ],
  ] as const) {
    it(`are refused with ${what}`, () => {
      expect(refusal(() => readSharedParameters(Buffer.from(change(full)), version))).to.equal(
        `malformed_global_conf: ${reason}`,
      );
    });
  }

  it('keep the text of everything else when a member is added in front', () => {
    const [member] = FULL.members;
    if (member === undefined) throw new Error('There is no member');
    const added = { ...member, memberCode: '0', subsystems: [{ subsystemCode: 'new' }] };
    const before = new Set(full.split('\n'));
    const more = writeSharedParameters({ ...FULL, members: [added, ...FULL.members] }, 6)
      .toString()
      .split('\n');
    expect(
      more.filter((line) => !before.has(line)).map((line) => line.trim().replace(/id="[^"]*"/, 'id')),
    ).to.deep.equal([
      ...['<member id>', '<memberCode>0</memberCode>', '<subsystem id>', '<subsystemCode>new</subsystemCode>'],
    ]);
    for (const line of before) expect(more).to.include(line);
  });

  it('are the same whether versions are written alone or one after the other', () => {
    const writer = new SharedParametersWriter();
    for (const version of [6, 5, 4, 3, 2] as const) {
      const hashes = version === 2 ? withHashes(20).securityServers : FULL.securityServers;
      const parameters = { ...FULL, securityServers: hashes };
      expect(writer.write(parameters, version)).to.deep.equal(writeSharedParameters(parameters, version));
    }
  });

  it('may hold elements of others at their end from version 3 on', () => {
    const extended = full.replace('</xroad:conf>', `${other}</xroad:conf>`);
    expect(readSharedParameters(Buffer.from(extended), 6)).to.deep.equal(FULL);
  });

  it('leave out a group member whose kind contradicts its subsystem', () => {
    const contradicting = full.replace('id:objectType="SUBSYSTEM"', 'id:objectType="MEMBER"');
    expect(readSharedParameters(Buffer.from(contradicting), 6).globalGroups[0]?.members).to.deep.equal([]);
  });

  it('pass over central services, which nobody has any more', () => {
    const legacy = full.replace('<globalSettings>', '<centralService><serviceCode>x</serviceCode></centralService>$&');
    expect(readSharedParameters(Buffer.from(legacy), 6)).to.deep.equal(FULL);
  });
});

describe('Private parameters', () => {
  it('are read back as they were written, in the form of version 2 and of version 3', () => {
    fc.assert(
      fc.property(privateParameters, fc.constantFrom(...CONFIGURATION_VERSIONS), (parameters, version) => {
        expect(readPrivateParameters(writePrivateParameters(parameters), version)).to.deep.equal(parameters);
      }),
      { numRuns: ROUND_TRIPS },
    );
  });

  const some = writePrivateParameters({
    instance: 'BG',
    configurationAnchors: [
      { instance: 'EE', sources: [{ downloadUrl: 'http://ee/', verificationCertificates: [Buffer.from('x')] }] },
    ],
    managementService: { authCertRegServiceAddress: 'https://cs:4001/managementservice/', providerId: SUBSYSTEM },
    timeStampingIntervalSeconds: 60,
  }).toString();

  it('may hold elements of others at their end from version 3 on, not in version 2', () => {
    const extended = Buffer.from(some.replace('</xroad:conf>', '<more/></xroad:conf>'));
    expect(refusal(() => readPrivateParameters(extended, 3))).to.equal('accepted');
    expect(refusal(() => readPrivateParameters(extended, 2))).to.equal(
      'malformed_global_conf: Element conf has more where it should end',
    );
  });

  it('are refused without a provider of management services, or with one whose kind contradicts its subsystem', () => {
    const without = some.replace(/<managementRequestServiceProviderId.*<\/managementRequestServiceProviderId>/, '');
    expect(refusal(() => readPrivateParameters(Buffer.from(without), 3))).to.equal(
      'malformed_global_conf: Element managementService has nothing where managementRequestServiceProviderId is expected',
    );
    const wrong = some.replace('"SUBSYSTEM"', '"MEMBER"');
    expect(refusal(() => readPrivateParameters(Buffer.from(wrong), 3))).to.equal(
      'malformed_global_conf: A member identifier has a subsystem code',
    );
  });

  it('that were damaged are read or refused, nothing else', () => {
    fc.assert(
      fc.property(mutated([Buffer.from(some)]), (bytes) => {
        expect(refusal(() => readPrivateParameters(bytes, 3))).to.match(/^(accepted|malformed_global_conf: )/);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});
