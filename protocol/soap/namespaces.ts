/** XML namespaces of a SOAP message (SOAP 1.1 §3; PR-MESS annexes A–C). */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const XROAD = 'http://x-road.eu/xsd/xroad.xsd';
export const REPRESENTATION = 'http://x-road.eu/xsd/representation.xsd';
