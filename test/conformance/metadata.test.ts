import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { clientListJson, clientListXml } from '#protocol/metadata/list-clients.ts';
import { readXml, type XmlElement } from '#protocol/xml/document.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

function recordedBody(scenario: string): Buffer {
  const bytes = readFileSync(vectorsPath('lab', 'messages', scenario, '4-clientproxy-to-is.http'));
  return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
}

/** What an element says, whatever its prefixes and white space. */
function meaning({ name, namespace, attributes, children, text }: XmlElement): unknown {
  const own = attributes.map((attribute) => [attribute.namespace, attribute.name, attribute.value]);
  return [namespace, name, own, children.length > 0 ? children.map(meaning) : text];
}

describeWithVectors('listClients', () => {
  it('answers meta-listclients (JSON) to the byte', async () => {
    const configuration = await readConfigurationDirectory(vectorsPath('lab', 'globalconf-downloaded', 'v6'));
    expect(clientListJson(configuration.clients('LAB'))).to.equal(recordedBody('meta-listclients').toString());
  });

  it('answers meta-listclients-xml with the same document', async () => {
    const configuration = await readConfigurationDirectory(vectorsPath('lab', 'globalconf-downloaded', 'v6'));
    const ours = readXml(Buffer.from(clientListXml(configuration.clients('LAB'))));
    expect(meaning(ours)).to.deep.equal(meaning(readXml(recordedBody('meta-listclients-xml'))));
  });
});
