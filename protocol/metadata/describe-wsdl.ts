import { drumError } from '../errors.ts';
import { readXml, type XmlElement, type XmlLimits } from '../xml/document.ts';
import { utf8Of } from '../xml/encoding.ts';
import { attributeOf, childrenOf } from '../xml/read.ts';
import {
  DESCRIPTION_BYTES_MAX,
  given,
  nameOf,
  OPERATIONS_MAX,
  summaryOf,
  textOf,
  titleOf,
  type DescribedOperation,
  type ServiceDescription,
} from './description.ts';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const XROAD = 'http://x-road.eu/xsd/xroad.xsd';

const WSDL_LIMITS: XmlLimits = {
  bytesMax: DESCRIPTION_BYTES_MAX,
  depthMax: 64,
  elementsMax: 50_000,
  attributesPerElementMax: 64,
  namespacesInForceMax: 64,
};

/**
 * What a WSDL 1.1 description says to people of the service with this code, which is one of its operations (PR-META §6); X-Road's own
 * title in the documentation comes before its text. Throws `invalid_request`.
 */
export function describeWsdl(bytes: Uint8Array, serviceCode: string): ServiceDescription {
  const root = readXml(utf8Of(bytes, 'invalid_request'), WSDL_LIMITS, 'invalid_request');
  if (root.name !== 'definitions' || root.namespace !== WSDL) {
    throw drumError('invalid_request', "The service's description is no WSDL 1.1 description");
  }
  const operations = childrenOf(root, 'portType', WSDL).flatMap((portType) => childrenOf(portType, 'operation', WSDL));
  const own = operations.find((operation) => attributeOf(operation, 'name') === serviceCode);
  const documentation = own && documentationOf(own);
  return given<ServiceDescription>({
    title: documentation && titleOf(childrenOf(documentation, 'title', XROAD)[0]?.text),
    text: textOf(wordsOf(documentation)) ?? textOf(wordsOf(documentationOf(root))),
    operations: described(operations),
  });
}

function described(operations: readonly XmlElement[]): DescribedOperation[] {
  const byName = new Map<string, DescribedOperation>();
  for (const operation of operations) {
    const name = nameOf(attributeOf(operation, 'name'));
    if (name === undefined || byName.has(name)) continue;
    const summary = summaryOf(wordsOf(documentationOf(operation)));
    byName.set(name, given<DescribedOperation>({ name, summary }));
    if (byName.size === OPERATIONS_MAX) break;
  }
  return [...byName.values()];
}

const documentationOf = (element: XmlElement): XmlElement | undefined => childrenOf(element, 'documentation', WSDL)[0];

/** X-Road's notes for programs stand in the documentation too: of those, the notes for people. */
function wordsOf(documentation: XmlElement | undefined): string | undefined {
  if (documentation === undefined) return undefined;
  const notes = childrenOf(documentation, 'notes', XROAD)[0]?.text;
  const title = childrenOf(documentation, 'title', XROAD)[0]?.text;
  return notes ?? title ?? documentation.text;
}
