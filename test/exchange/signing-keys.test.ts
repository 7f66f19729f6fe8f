import { expect } from 'chai';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Certificate } from '#certs/certificate.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { readContainer } from '#protocol/container/read.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { readSignature } from '#protocol/signature/read.ts';
import type { Signature } from '#protocol/signature/signature.ts';
import { Country, memberWith } from '../country.ts';
import { askForContainer, evidenceFault } from '../country/evidence.ts';

/** Servers whose keys differ; each is a client of the others. */
const SERVERS = [
  { name: 'rsa', memberClass: 'RSA', keys: { kind: 'rsa', bits: 2048 }, algorithm: 'SHA512withRSA' },
  {
    ...{ name: 'pss', memberClass: 'PSS', keys: { kind: 'rsa', bits: 3072 }, algorithm: 'SHA512withRSAandMGF1' },
    parameters: { 'signer.soft-token-rsa-sign-mechanism': 'CKM_RSA_PKCS_PSS' },
  },
  { name: 'ec', memberClass: 'EC', keys: { kind: 'ec', curve: 'P-384' }, algorithm: 'SHA512withECDSA' },
] as const;
type Server = (typeof SERVERS)[number];
const PAIRS = SERVERS.flatMap((consumer) =>
  SERVERS.filter((provider) => provider !== consumer).map((provider) => ({ consumer, provider })),
);

const subsystemOf = ({ memberClass }: Server): string => `TEST/${memberClass}/1/is`;

describe('security servers whose keys differ', function () {
  this.timeout(60_000);
  let country: Country;

  before(async () => {
    country = await Country.running(
      {
        members: SERVERS.map(({ memberClass }) => memberWith(memberClass, 'is')),
        securityServers: SERVERS.map((server) => {
          const { name, memberClass, keys } = server;
          const accessRights = SERVERS.map((other) => ({ client: subsystemOf(other) }));
          return {
            ...{ name, keys, owner: `TEST/${memberClass}/1` },
            clients: [{ id: subsystemOf(server), services: [{ code: 'hello', type: 'REST', accessRights }] }],
            parameters: 'parameters' in server ? server.parameters : {},
          };
        }),
      },
      ...SERVERS.map(({ name }) => name),
    );
  });
  after(() => country.stop());

  for (const { consumer, provider } of PAIRS) {
    it(`exchange messages: ${consumer.name} asks ${provider.name}, and all evidence verifies`, async () => {
      const queryId = `${consumer.name}-${provider.name}`;
      const question = { service: `${subsystemOf(provider)}/hello`, client: subsystemOf(consumer), body: 'Видин' };
      const answer = await country.ask(consumer.name, { ...question, headers: { 'X-Road-Id': queryId } });
      expect([answer.status, answer.body.toString()]).to.deep.equal([200, 'hello Видин']);
      for (const { direction, signer } of [
        { direction: 'request', signer: consumer },
        { direction: 'response', signer: provider },
      ] as const) {
        for (const keeper of [consumer, provider]) {
          const data = join(country.folder(keeper.name), 'data');
          const download = { address: country.address(keeper.name), owner: subsystemOf(keeper), queryId, direction };
          expect(await evidenceFault({ ...download, data }, { force: true })).to.equal(undefined);
          const signature = await signatureIn((await askForContainer(download, { force: true })).body);
          expect(signature.algorithm).to.equal(signer.algorithm);
          expect(intermediatesIn(signature))
            .to.deep.equal(await intermediatesOf(data))
            .and.have.length(1);
          // Of the signer's certificate and of the intermediate authority's.
          expect(signature.unsigned?.ocspResponses).to.have.length(2);
        }
      }
    });
  }

  for (const { name, keys } of SERVERS) {
    it(`show an authentication certificate of the same kind of key to each other: ${name}`, async () => {
      const socket = connect({ host: country.address(name), port: 5500, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const key = socket.getPeerX509Certificate()?.publicKey;
      socket.destroy();
      expect(key?.asymmetricKeyType).to.equal(keys.kind);
      const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
      expect(keys.kind === 'rsa' ? modulusLength : namedCurve).to.equal(keys.kind === 'rsa' ? keys.bits : 'secp384r1');
    });
  }
});

async function signatureIn(container: Buffer): Promise<Signature> {
  const { entries } = await readContainer(sourceOf(container));
  return readSignature(entries.get('signature') ?? Buffer.alloc(0));
}

const intermediatesIn = ({ unsigned }: Signature): string[] =>
  [...(unsigned?.certificates.values() ?? [])].map((der) =>
    Certificate.fromDer(Buffer.from(der, 'base64')).subject.toRfc2253(),
  );

async function intermediatesOf(data: string): Promise<string[]> {
  const configuration = await readConfigurationDirectory(join(data, 'globalconf'));
  const { services } = configuration.trust(configuration.instance);
  return services.flatMap(({ intermediates }) =>
    intermediates.map(({ certificate }) => certificate.subject.toRfc2253()),
  );
}
