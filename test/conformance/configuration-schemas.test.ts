import { expect } from 'chai';
import fc from 'fast-check';
import {
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';
import { readFileSync } from 'node:fs';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import {
  writeFetchInterval,
  writeMonitoringClient,
  writeVerifyNextUpdate,
} from '#protocol/configuration/optional-parts.ts';
import { writePrivateParameters } from '#protocol/configuration/private-parameters.ts';
import { writeSharedParameters } from '#protocol/configuration/shared-parameters-writer.ts';
import { anchors, privateParameters, sharedParameters } from '../configuration-arbitraries.ts';
import { fuzzRuns } from '../fuzz.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

/**
 * What we write, held against X-Road's schemas. `vectors/schemas` has the types of private parameters, and shared parameters
 * of version 5 without the types that it takes from a common file: those are written down here, from PR-GCONF's annex.
 */

const XSD = (
  body: string,
) => `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="http://x-road.eu/xsd/xroad.xsd"
  xmlns:id="http://x-road.eu/xsd/identifiers" targetNamespace="http://x-road.eu/xsd/xroad.xsd">${body}</xs:schema>`;
const type = (name: string, children: readonly string[], attribute = '') =>
  `<xs:complexType name="${name}"><xs:sequence>${children.join('')}</xs:sequence>${attribute}</xs:complexType>`;

/** `name:type`, with `?` or `*` behind it for an element that may be absent, or stand any number of times. */
function child(text: string): string {
  const [, name = '', kind = '', occurs = ''] = /^(\w+):([\w:]+)([?*]?)$/.exec(text) ?? [];
  const known = ['string', 'integer', 'base64Binary', 'IDREF'].includes(kind) ? `xs:${kind}` : kind;
  const min = occurs === '' ? '' : ' minOccurs="0"';
  return `<xs:element name="${name}" type="${known}"${min}${occurs === '*' ? ' maxOccurs="unbounded"' : ''}/>`;
}
const ID = '<xs:attribute name="id" type="xs:ID"/>';
const COMMON = XSD(
  [
    '<xs:import namespace="http://x-road.eu/xsd/identifiers" schemaLocation="../../identifiers.xsd"/>',
    type('MemberClassType', ['code:string', 'description:string'].map(child)),
    type('SubsystemType', ['subsystemCode:string'].map(child), ID),
    type(
      'MemberType',
      ['memberClass:t:MemberClassType', 'memberCode:string', 'name:string', 'subsystem:t:SubsystemType*'].map(child),
      ID,
    ),
    type(
      'SecurityServerType',
      ['owner:IDREF', 'serverCode:string', 'address:string?', 'authCertHash:base64Binary*', 'client:IDREF*'].map(child),
    ),
    type(
      'GlobalGroupType',
      ['groupCode:string', 'description:string', 'groupMember:id:XRoadClientIdentifierType*'].map(child),
    ),
    type('OcspInfoType', ['url:string', 'cert:base64Binary?'].map(child)),
    type('CaInfoType', ['cert:base64Binary', 'ocsp:t:OcspInfoType*'].map(child)),
    type('ApprovedTSAType', ['name:string', 'url:string', 'cert:base64Binary'].map(child)),
    type('CentralServiceType', ['serviceCode:string', 'implementingService:id:XRoadServiceIdentifierType?'].map(child)),
    type('GlobalSettingsType', ['memberClass:t:MemberClassType*', 'ocspFreshnessSeconds:integer'].map(child)),
  ].join(''),
);

/** The root elements of private parameters and of anchors, over the types of `vectors/schemas`. */
const PRIVATE = XSD(
  [
    '<xs:include schemaLocation="../common/private-parameters.xsd"/>',
    '<xs:import namespace="http://x-road.eu/xsd/identifiers" schemaLocation="../../identifiers.xsd"/>',
    '<xs:element name="configurationAnchor" type="t:ConfigurationAnchorType"/>',
    '<xs:element name="conf"><xs:complexType><xs:sequence>',
    ...['instanceIdentifier:string', 'configurationAnchor:t:ConfigurationAnchorType*'].map(child),
    ...['managementService:t:ManagementServiceType', 'timeStampingIntervalSeconds:integer'].map(child),
    '</xs:sequence></xs:complexType></xs:element>',
  ].join(''),
);

/** Writing is no parser: the long lane needs no more. */
const RUNS = Math.min(fuzzRuns(100), 5_000);
const ROOT = 'memory:///schemas';
const OPTIONAL_PARTS = ['monitoring-conf.xsd', 'ocsp-fetchinterval-conf.xsd', 'ocsp-nextupdate-conf.xsd'] as const;

describeWithVectors('Conformance: what we write, by X-Road’s schemas', () => {
  const validators = new Map<string, XsdValidator>();

  before(() => {
    const vector = (name: string) => readFileSync(vectorsPath('schemas', name));
    const files: Record<string, Uint8Array> = {
      [`${ROOT}/identifiers.xsd`]: vector('identifiers.xsd'),
      [`${ROOT}/globalconf/identifiers.xsd`]: vector('identifiers.xsd'),
      [`${ROOT}/globalconf/common/shared-parameters.xsd`]: Buffer.from(COMMON),
      [`${ROOT}/globalconf/common/private-parameters.xsd`]: vector('private-parameters.xsd'),
      [`${ROOT}/globalconf/v5/shared-parameters.xsd`]: vector('shared-parameters.xsd'),
      [`${ROOT}/globalconf/v2/private-parameters.xsd`]: Buffer.from(PRIVATE),
      ...Object.fromEntries(OPTIONAL_PARTS.map((name) => [`${ROOT}/globalconf/${name}`, vector(name)])),
    };
    xmlRegisterInputProvider(new XmlBufferInputProvider(files));
    for (const name of ['v5/shared-parameters.xsd', 'v2/private-parameters.xsd', ...OPTIONAL_PARTS]) {
      const url = `${ROOT}/globalconf/${name}`;
      const schema = XmlDocument.fromBuffer(files[url] ?? Buffer.alloc(0), { url });
      validators.set(name, XsdValidator.fromDoc(schema));
      schema.dispose();
    }
  });
  after(() => {
    for (const validator of validators.values()) validator.dispose();
    xmlCleanupInputProvider();
  });

  /** Throws where the document breaks the schema. */
  function validate(name: string, xml: Uint8Array): void {
    const document = XmlDocument.fromBuffer(xml);
    try {
      validators.get(name)?.validate(document);
    } finally {
      document.dispose();
    }
  }

  it('shared parameters of version 5', () => {
    fc.assert(
      fc.property(sharedParameters(5), (parameters) => {
        validate('v5/shared-parameters.xsd', writeSharedParameters(parameters, 5));
      }),
      { numRuns: RUNS },
    );
  });

  it('private parameters', () => {
    fc.assert(
      fc.property(privateParameters, (parameters) => {
        validate('v2/private-parameters.xsd', writePrivateParameters(parameters));
      }),
      { numRuns: RUNS },
    );
  });

  it('the optional parts', () => {
    const subsystem = { type: 'SUBSYSTEM', instance: 'BG', memberClass: 'GOV', memberCode: '1' } as const;
    validate('monitoring-conf.xsd', writeMonitoringClient({ ...subsystem, subsystemCode: 'Мониторинг & <одит>' }));
    validate('ocsp-fetchinterval-conf.xsd', writeFetchInterval(300));
    validate('ocsp-nextupdate-conf.xsd', writeVerifyNextUpdate(false));
    expect(() => {
      validate('ocsp-nextupdate-conf.xsd', writeFetchInterval(300));
    }).to.throw(/ocspFetchInterval/);
  });

  it('anchors', () => {
    fc.assert(
      fc.property(anchors, (anchor) => {
        validate('v2/private-parameters.xsd', writeAnchor(anchor));
      }),
      { numRuns: RUNS },
    );
  });

  it('are schemas that refuse what breaks them', () => {
    const shared = vectorsPath('lab', 'www', 'V6', '20261122000000000000', 'shared-params.xml');
    expect(() => {
      validate('v5/shared-parameters.xsd', readFileSync(shared));
    }).to.throw(/costType/);
    const anchor = readFileSync(vectorsPath('lab', 'anchor-internalconf.xml'), 'utf8').replace(
      'downloadURL',
      'downloadURI',
    );
    expect(() => {
      validate('v2/private-parameters.xsd', Buffer.from(anchor));
    }).to.throw(/downloadURI/);
  });
});
