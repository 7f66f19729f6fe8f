import { anchorContent, readInnerAnchor } from './anchor.ts';
import { bytesNode, clientIdNode, clientIdOf, node, readRoot, writeRoot } from './elements.ts';
import type { ConfigurationVersion, PrivateParameters } from './parameters.ts';

const CODE = 'malformed_global_conf';

/**
 * Reads `private-params.xml` (PR-GCONF). Version 2 has a closed form; from version 3 on elements of others may follow the
 * known ones, and are left out. Throws `malformed_global_conf`.
 */
export function readPrivateParameters(xml: Uint8Array, version: ConfigurationVersion): PrivateParameters {
  const root = readRoot(xml, 'conf', CODE);
  const instance = root.name('instanceIdentifier');
  const configurationAnchors = readInnerAnchor(root, CODE);
  const service = root.sequence('managementService');
  const authCertRegServiceAddress = service.text('authCertRegServiceAddress').trim();
  const authCertRegServiceCertificate = service.optionalBytes('authCertRegServiceCert');
  const providerId = clientIdOf(service.required('managementRequestServiceProviderId'), CODE);
  service.end();
  const timeStampingIntervalSeconds = root.integer('timeStampingIntervalSeconds');
  root.end(version >= 3);
  return {
    instance,
    configurationAnchors,
    managementService: {
      authCertRegServiceAddress,
      ...(authCertRegServiceCertificate === undefined ? {} : { authCertRegServiceCertificate }),
      providerId,
    },
    timeStampingIntervalSeconds,
  };
}

/** Writes `private-params.xml`. What we write is of the form that all versions share. */
export function writePrivateParameters(parameters: PrivateParameters): Buffer {
  const { managementService: service } = parameters;
  const certificate = service.authCertRegServiceCertificate;
  return writeRoot('conf', [
    node('instanceIdentifier', parameters.instance),
    ...parameters.configurationAnchors.map((anchor) => node('configurationAnchor', anchorContent(anchor))),
    node('managementService', [
      node('authCertRegServiceAddress', service.authCertRegServiceAddress),
      certificate === undefined ? undefined : bytesNode('authCertRegServiceCert', certificate),
      clientIdNode('managementRequestServiceProviderId', service.providerId),
    ]),
    node('timeStampingIntervalSeconds', String(parameters.timeStampingIntervalSeconds)),
  ]);
}
