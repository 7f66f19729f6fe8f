import type { Parameters } from '#config/parameters.ts';

/** Where the publication service has the description of the management services. */
export const WSDL_PATH = '/managementservices.wsdl';
export const REGISTRATION_PATH = '/managementservice';
export const MANAGEMENT_PATH = '/managementservice/manage';

/** Where the management services are, as the security server that brings requests is told. */
export function managementAddresses(publicAddress: string, parameters: Parameters) {
  const host = publicAddress.replace(/:\d+$/, '');
  return {
    services: `https://${host}:${parameters['center.management-service-port']}${MANAGEMENT_PATH}/`,
    wsdl: `http://${publicAddress}${WSDL_PATH}`,
  };
}
