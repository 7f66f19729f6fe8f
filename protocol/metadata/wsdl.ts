import { utf8Of } from '../xml/encoding.ts';
import { XML_LIMITS } from '../xml/document.ts';
import { withAttributes } from '../xml/rewrite.ts';

/** What stands in place of a provider's own address (PR-META §6). */
const ENDPOINT = 'http://example.org/xroad-endpoint';
/** Bindings of WSDL 1.1 that have an address: SOAP 1.1, as in X-Road, and the two others that could tell it. */
const BINDINGS = ['soap', 'soap12', 'http'].map((name) => `http://schemas.xmlsoap.org/wsdl/${name}/`);

/** A WSDL description without the addresses of the provider's system. Throws `invalid_request`. */
export function withoutEndpointAddresses(wsdl: Uint8Array): Buffer {
  const attributes = BINDINGS.map((namespace) => ({ namespace, element: 'address', attribute: 'location' }));
  return withAttributes(utf8Of(wsdl, 'invalid_request'), attributes, ENDPOINT, XML_LIMITS, 'invalid_request');
}
