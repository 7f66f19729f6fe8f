import { expect } from 'chai';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import {
  readFetchIntervalSeconds,
  readMonitoringClient,
  readVerifyNextUpdate,
} from '#protocol/configuration/optional-parts.ts';
import { readPrivateParameters } from '#protocol/configuration/private-parameters.ts';
import { withSources } from '#protocol/configuration/replace-sources.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { asicManifestFits } from '#protocol/container/manifests.ts';
import { readManagementMessage } from '#protocol/management/message.ts';
import { withoutEndpointAddresses } from '#protocol/metadata/wsdl.ts';
import { readHashChain, readHashChainResult } from '#protocol/signature/hash-chain/read.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { addSignatureTimestamp } from '#protocol/signature/timestamp.ts';
import { readSoapFault } from '#protocol/soap/fault.ts';
import { readSoapHeader } from '#protocol/soap/header.ts';
import { readSoapHttp } from '#protocol/soap/http-message.ts';
import { soapMetadata } from '#protocol/soap/metadata.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import { refusalOf } from '../refusal.ts';

/** Time and memory that the refusal of one document may take, far above what it takes on a machine that does other work too. */
const REFUSAL_MS_MAX = 5_000;
const REFUSAL_MEMORY_BYTES_MAX = 512 * 1024 * 1024;

const body = async function* (bytes: Buffer) {
  yield await Promise.resolve(bytes);
};

/** Every place where XML from outside is parsed. */
const READERS: Readonly<Record<string, (xml: Buffer) => unknown>> = {
  'SOAP header': (xml) => readSoapHeader(xml),
  'SOAP fault': (xml) => readSoapFault(xml),
  'SOAP message of an information system or a service': (xml) =>
    readSoapHttp(body(xml), 'text/xml', { limits: TRANSPORT_LIMITS, storeBody: () => Promise.resolve(undefined) }),
  'metadata of a SOAP message': (xml) => soapMetadata(xml),
  'management request': (xml) => readManagementMessage(body(xml), 'text/xml'),
  'WSDL description': (xml) => withoutEndpointAddresses(xml),
  signature: (xml) => readSignature(xml),
  'signature that gets a time-stamp': (xml) => addSignatureTimestamp(xml, Buffer.from([1])),
  'hash chain': (xml) => readHashChain(xml),
  'hash chain result': (xml) => readHashChainResult(xml),
  'ASiC manifest': (xml) => asicManifestFits(xml, Buffer.from('x')),
  anchor: (xml) => readAnchor(xml),
  'shared parameters': (xml) => readSharedParameters(xml, 6),
  'shared parameters that are passed on': (xml) => withSources(xml, 6, []),
  'private parameters': (xml) => readPrivateParameters(xml, 6),
  'fetch interval': (xml) => readFetchIntervalSeconds(xml),
  'next update': (xml) => readVerifyNextUpdate(xml),
  'monitoring client': (xml) => readMonitoringClient(xml),
};

const lines = (from: string, to: string): string => `<!ENTITY ${to} "${`&${from};`.repeat(10)}">`;
const laughs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, at, all) =>
  lines(at === 0 ? 'lol' : (all[at - 1] ?? ''), name),
);
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');
const nested = (depth: number, attributes: (level: number) => string): string =>
  many(depth, (level) => `<x${attributes(level)}>`) + '</x>'.repeat(depth);
const MIB = 1024 * 1024;
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Large, and allowed to be: read or refused within the bounds. */
const HEAVY: Readonly<Record<string, string | Buffer>> = {
  'an attribute of 9 MiB': `<x a="${'a'.repeat(9 * MIB)}"/>`,
  'a tag with 9 MiB of blanks': `<x${' '.repeat(9 * MIB)}/>`,
  'a million instructions': `${'<?p?>'.repeat(1_000_000)}<x/>`,
};

const BOMBS: Readonly<Record<string, string | Buffer>> = {
  'an external entity that is a file': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  'an external entity that is an address': '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/">]><x>&e;</x>',
  'an external parameter entity': '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:1/x.dtd">%e;]><x/>',
  'an external DTD': '<!DOCTYPE x PUBLIC "-//X//EN" "http://127.0.0.1:1/x.dtd"><x/>',
  'a DOCTYPE behind comments and instructions': '<?xml version="1.0"?><!-- c --><?p x?>\n<!DOCTYPE x []><x/>',
  'a DOCTYPE in UTF-16': utf16('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'),
  'a billion laughs': `<!DOCTYPE x [<!ENTITY lol "lol">${laughs.join('')}]><x>&i;</x>`,
  'an entity of quadratic size': `<!DOCTYPE x [<!ENTITY e "${'e'.repeat(100_000)}">]><x>${'&e;'.repeat(100_000)}</x>`,
  'an entity that holds itself': '<!DOCTYPE x [<!ENTITY e "&f;"><!ENTITY f "&e;">]><x>&e;</x>',
  'an attribute default': '<!DOCTYPE x [<!ATTLIST x a CDATA "b">]><x/>',
  'an undefined entity': '<x>&e;</x>',
  'elements a million deep': `${'<x>'.repeat(1_000_000)}${'</x>'.repeat(1_000_000)}`,
  'elements a million deep, none of them closed': '<x>'.repeat(1_000_000),
  'elements a hundred deep': `${'<x>'.repeat(100)}${'</x>'.repeat(100)}`,
  'a million elements': `<x>${'<y/>'.repeat(1_000_000)}</x>`,
  'a hundred thousand attributes': `<x ${many(100_000, (index) => `a${index}="" `)}/>`,
  'a hundred thousand namespaces': `<x ${many(100_000, (index) => `xmlns:a${index}="urn:u" `)}/>`,
  'twenty namespaces more at each of fifty levels': nested(50, (level) =>
    many(20, (index) => ` xmlns:a${20 * level + index}="urn:u"`),
  ),
  'an attribute of 11 MiB': `<x a="${'a'.repeat(11 * MIB)}"/>`,
  'a text of 11 MiB': `<x>${'a'.repeat(11 * MIB)}</x>`,
  'a name of 1 MiB': `<${'x'.repeat(MIB)}/>`,
  'a comment of 9 MiB without an end': `<x><!--${'-'.repeat(9 * MIB)}`,
};

describe('XML that is meant to hurt', function () {
  this.timeout(60_000);

  for (const [reader, read] of Object.entries(READERS)) {
    describe(`is refused with a code, within bounds, as a ${reader}:`, () => {
      for (const [bomb, xml] of [...Object.entries(BOMBS), ...Object.entries(HEAVY)]) {
        it(bomb, async () => {
          const bytes = Buffer.from(xml);
          const before = process.memoryUsage().rss;
          const started = performance.now();
          const refused = await refusalOf(async () => {
            await read(bytes);
          });
          if (!(bomb in HEAVY) || refused !== 'accepted') expect(refused).to.match(/^(?!internal_error)[a-z_.]+: /);
          expect(performance.now() - started).to.be.lessThan(REFUSAL_MS_MAX);
          expect(process.memoryUsage().rss - before).to.be.lessThan(REFUSAL_MEMORY_BYTES_MAX);
        });
      }
    });
  }
});
