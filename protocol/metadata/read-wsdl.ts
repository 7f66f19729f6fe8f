import { drumError } from '../errors.ts';
import { readXml, XML_LIMITS, type XmlElement } from '../xml/document.ts';
import { utf8Of } from '../xml/encoding.ts';
import { attributeOf, childrenOf } from '../xml/read.ts';
import { titleOf } from './description.ts';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
/** SOAP 1.1 before 1.2, in whose terms X-Road's messages are written. */
const SOAP_BINDINGS = ['soap', 'soap12'].map((name) => `http://schemas.xmlsoap.org/wsdl/${name}/`);
const OVER_HTTP = 'http://schemas.xmlsoap.org/soap/http';

/** One operation of a WSDL, which X-Road calls a service. */
export interface WsdlService {
  readonly serviceCode: string;
  readonly serviceVersion?: string;
  readonly title?: string;
  /** Of its port; undefined where the port has none. */
  readonly url?: string;
}

/**
 * The services of a WSDL 1.1 description (PR-META §6): the operations of each port that is bound to SOAP over HTTP, with the version
 * and the title that X-Road lets stand beside them. Of two that are called the same the last counts. Throws `invalid_wsdl`.
 */
export function readWsdl(bytes: Uint8Array): WsdlService[] {
  const root = readXml(utf8Of(bytes, 'invalid_wsdl'), XML_LIMITS, 'invalid_wsdl');
  if (root.name !== 'definitions' || root.namespace !== WSDL) throw malformed('it is no WSDL 1.1');
  const bindings = named(root, 'binding');
  const portTypes = named(root, 'portType');
  const services = new Map<string, WsdlService>();
  for (const port of childrenOf(root, 'service', WSDL).flatMap((service) => childrenOf(service, 'port', WSDL))) {
    const binding = referred(bindings, port, 'binding');
    if (!isSoapOverHttp(binding)) continue;
    for (const service of servicesOf(binding, referred(portTypes, binding, 'type'), addressOf(port))) {
      services.set(JSON.stringify([service.serviceCode, service.serviceVersion]), service);
    }
  }
  return [...services.values()];
}

function servicesOf(binding: XmlElement, portType: XmlElement, url: string | undefined): WsdlService[] {
  const operations = new Map<string, XmlElement>();
  for (const operation of childrenOf(portType, 'operation', WSDL)) operations.set(nameOf(operation), operation);
  return childrenOf(binding, 'operation', WSDL).map((operation) => {
    const serviceCode = nameOf(operation);
    const declared = operations.get(serviceCode);
    if (declared === undefined) throw malformed(`the port type has no operation ${serviceCode}`);
    const serviceVersion = operation.children.find(({ name }) => name === 'version')?.text.trim();
    const [documentation] = childrenOf(declared, 'documentation', WSDL);
    const title = titleOf(documentation?.children.find(({ name }) => name === 'title')?.text);
    return {
      serviceCode,
      ...(serviceVersion === undefined || serviceVersion === '' ? {} : { serviceVersion }),
      ...(title === undefined ? {} : { title }),
      ...(url === undefined ? {} : { url }),
    };
  });
}

const named = (root: XmlElement, element: string): Map<string, XmlElement> =>
  new Map(childrenOf(root, element, WSDL).map((each) => [nameOf(each), each]));

/** What an attribute names, `prefix:name`; a WSDL that is spread over several files is not read. */
function referred(elements: ReadonlyMap<string, XmlElement>, from: XmlElement, attribute: string): XmlElement {
  const name = attributeOf(from, attribute)?.split(':').at(-1) ?? '';
  const found = elements.get(name);
  if (found === undefined) throw malformed(`it has no ${attribute} ${name}`);
  return found;
}

const isSoapOverHttp = (binding: XmlElement): boolean => soapChild(binding, 'binding', 'transport') === OVER_HTTP;

const addressOf = (port: XmlElement): string | undefined => soapChild(port, 'address', 'location');

function soapChild(element: XmlElement, name: string, attribute: string): string | undefined {
  const [found] = SOAP_BINDINGS.flatMap((namespace) => childrenOf(element, name, namespace));
  return found && attributeOf(found, attribute);
}

function nameOf(element: XmlElement): string {
  const name = attributeOf(element, 'name');
  if (name === undefined) throw malformed(`an element ${element.name} has no name`);
  return name;
}

const malformed = (why: string) => drumError('invalid_wsdl', `The WSDL cannot be used: ${why}`);
