import { expect } from 'chai';
import { accountsDefinition, definition as ofCentralServer } from '#central-server/admin-api/definition.ts';
import { definition as ofSecurityServer } from '#security-server/admin-api/definition.ts';
import { CENTRAL_SERVER } from './central-server.ts';
import { compareEach } from './compared.ts';
import { describedBy, missingDefinitions, sentencesOf, theirText } from './described.ts';
import { SECURITY_SERVER } from './security-server.ts';
import { isLeftOut } from '../../left-out.ts';

const COMMON = 'common-openapi-definition.yaml';
const SERVERS = [
  {
    ...{ server: 'central server', definition: ofCentralServer, known: CENTRAL_SERVER },
    ...{ their: 'central-server.yaml', counts: [102, 112] },
  },
  {
    ...{ server: 'security server', definition: ofSecurityServer, known: SECURITY_SERVER },
    ...{ their: 'security-server.yaml', counts: [138, 103] },
  },
];

for (const { server, definition, known, their, counts } of SERVERS) {
  describe(`the ${server}'s admin API states what X-Road's definition states:`, () => {
    if (isLeftOut(missingDefinitions(), 'CONFORMANCE NOT TESTED')) return;
    const ours = describedBy(definition().text);
    const theirs = describedBy(theirText(their), { [`./${COMMON}`]: theirText(COMMON) });

    compareEach('operation', ours.operations, theirs.operations, known.operations);
    compareEach('schema', ours.schemas, theirs.schemas, known.schemas);

    it('how callers authenticate', () => {
      expect(ours.securitySchemes).to.have.members(theirs.securitySchemes);
    });

    it(`in ${counts[0]} operations and ${counts[1]} schemas`, () => {
      expect([theirs.operations.size, theirs.schemas.size]).to.deep.equal(counts);
    });
  });
}

describe('The admin APIs have words of their own', () => {
  if (isLeftOut(missingDefinitions(), 'CONFORMANCE NOT TESTED')) return;
  const theirs = [...SERVERS.map(({ their }) => their), COMMON].map((name) => sentencesOf(theirText(name)));

  for (const [name, text] of [
    ...SERVERS.map(({ server, definition }) => [`the ${server}`, definition().text] as const),
    ['callers and API keys', accountsDefinition().text] as const,
  ]) {
    it(`in the definition of ${name}`, () => {
      const sentences = [...sentencesOf(text)];
      expect(sentences).to.not.be.empty;
      expect(sentences.filter((sentence) => theirs.some((others) => others.has(sentence)))).to.deep.equal([]);
    });
  }
});
