import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { checkParts, readContainer } from '#protocol/container/read.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { labFile, vectorFiles } from '../lab.ts';
import { refusalOf } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { LAB_CONFIGURATION, vectorConfiguration } from './vector-configuration.ts';

interface Row {
  readonly file: string;
  /** `verified`, or the code. */
  readonly verdict: string;
  readonly failed?: string;
  readonly signer?: string;
  /** Names of the warnings. */
  readonly warnings?: readonly string[];
}

const CLIENT = 'SUBSYSTEM:DEV/COM/4321/TestClient';

const ASICE: readonly Row[] = [
  { file: 'valid-signed-message', verdict: 'verified', signer: CLIENT },
  { file: 'valid-signed-hashchain', verdict: 'verified', signer: CLIENT, warnings: ['attachments'] },
  { file: 'valid-batch-ts', verdict: 'verified', signer: CLIENT },
  { file: 'valid-non-batch-rest', verdict: 'verified', signer: 'SUBSYSTEM:DEV/COM/1234/TestService' },
  { file: 'valid-non-batch-soap-attachments', verdict: 'verified', signer: CLIENT },
  {
    file: 'invalid-not-signed-hashchain',
    verdict: 'verified',
    signer: CLIENT,
    warnings: ['hash-chain', 'other-entries'],
  },
  { file: 'wrong-message', verdict: 'invalid_signature_value', failed: 'signature-value' },
  { file: 'invalid-digest', verdict: 'invalid_signature_value', failed: 'signature-value' },
  { file: 'invalid-signed-hashchain', verdict: 'malformed_signature.invalid_hash_chain_ref', failed: 'parts-covered' },
  {
    file: 'invalid-hashchain-modified-message',
    verdict: 'malformed_signature.hashchain_unused_inputs',
    failed: 'parts-covered',
  },
  { file: 'invalid-incorrect-references', verdict: 'malformed_signature', failed: 'references' },
  { file: 'invalid-ts-hashchainresult', verdict: 'malformed_signature', failed: 'time-stamp' },
  { file: 'attachments', verdict: 'asic_message_not_found', failed: 'container' },
];

const CONSUMER = 'SUBSYSTEM:LAB/COM/1001/ConsumerSub';

const CHANGED: readonly Row[] = [
  { file: '00-rezipped-stored', verdict: 'verified', signer: CONSUMER },
  { file: '02-extra-entry', verdict: 'verified', signer: CONSUMER, warnings: ['other-entries'] },
  { file: '10-message-modified', verdict: 'malformed_signature.invalid_hash_chain_ref', failed: 'parts-covered' },
  { file: '12-attachment-removed', verdict: 'verified', signer: CONSUMER, warnings: ['attachments'] },
  { file: '14-soap-modified', verdict: 'invalid_signature_value', failed: 'signature-value' },
  { file: '16-tshashchainresult-modified', verdict: 'malformed_signature', failed: 'time-stamp' },
  {
    file: '18-sighashchainresult-modified',
    verdict: 'malformed_signature.invalid_hash_chain',
    failed: 'parts-covered',
  },
  { file: '20-tshashchain-removed', verdict: 'asic_hash_chain_not_found', failed: 'container' },
  { file: '22-sighashchain-removed', verdict: 'asic_hash_chain_not_found', failed: 'container' },
  { file: '24-manifest-removed', verdict: 'verified', signer: CONSUMER, warnings: ['manifest'] },
  { file: '26-mimetype-wrong', verdict: 'asic_invalid_mime_type', failed: 'container' },
  { file: '28-timestamp-bitflip', verdict: 'mlog.timestamp_signer_verification_failed', failed: 'time-stamp' },
  { file: '30-signature-reformatted-after-ts', verdict: 'malformed_signature', failed: 'time-stamp' },
  { file: '32-single-ts-timestamp-removed', verdict: 'malformed_signature', failed: 'container' },
  { file: '34-ec-signature-flipped', verdict: 'malformed_signature', failed: 'time-stamp' },
];

const STRUCTURE: readonly { file: string; verdict: string }[] = [
  { file: 'valid-signed-message', verdict: 'accepted' },
  { file: 'valid-signed-message-with-attachments', verdict: 'accepted' },
  { file: 'no-mimetype', verdict: 'asic_mime_type_not_found: mimetype is missing or empty' },
  { file: 'not-asic', verdict: 'asic_mime_type_not_found: The file is not a ZIP file with entries' },
  { file: 'no-message', verdict: 'asic_message_not_found: message.xml is missing or empty' },
  { file: 'no-signature', verdict: 'asic_signature_not_found: META-INF/signatures.xml is missing or empty' },
];

const withEnd = (rows: readonly { file: string }[]): string[] => rows.map(({ file }) => `${file}.asice`).toSorted();

describeWithVectors('Containers of others (vectors/asice)', () => {
  let configuration: GlobalConfiguration;
  before(() => {
    configuration = vectorConfiguration('configuration/globalconf_good2_v3');
  });

  it('names each file of the folder', () => {
    expect(withEnd(ASICE)).to.deep.equal(vectorFiles('asice', '.asice'));
  });

  for (const row of ASICE) {
    it(`${row.file}: ${row.verdict}`, () => expectVerdict(`asice/${row.file}.asice`, configuration, row));
  }
});

describeWithVectors('The form of containers (vectors/asice-structure)', () => {
  it('names each file of the folder', () => {
    expect(withEnd(STRUCTURE)).to.deep.equal(vectorFiles('asice-structure', '.asice'));
  });

  for (const { file, verdict } of STRUCTURE) {
    it(`${file}: ${verdict}`, async () => {
      const source = sourceOf(readFileSync(vectorsPath('asice-structure', `${file}.asice`)));
      expect(
        await refusalOf(async () => {
          checkParts((await readContainer(source)).entries);
        }),
      ).to.equal(verdict);
    });
  }
});

describeWithVectors('Containers of the real message log (vectors/lab/containers)', () => {
  let configuration: GlobalConfiguration;
  before(() => {
    configuration = vectorConfiguration(LAB_CONFIGURATION);
  });
  const results = () => labResults();

  it('judges each file that the real verifier has judged, good and changed', () => {
    const judged = [...results().keys()].filter((file) => file.startsWith('changed/'));
    expect(judged.toSorted()).to.deep.equal(withEnd(CHANGED).map((file) => `changed/${file}`));
    expect([...results().keys()].filter((file) => file.startsWith('good/')).toSorted()).to.deep.equal(
      vectorFiles('lab/containers/good', '.asice').map((file) => `good/${file}`),
    );
  });

  for (const row of CHANGED) {
    it(`changed/${row.file}: ${row.verdict}`, async () => {
      const file = `changed/${row.file}.asice`;
      expect(results().get(file)?.verdict, 'the real verifier').to.equal(row.verdict);
      await expectVerdict(`lab/containers/${file}`, configuration, row);
    });
  }

  for (const file of vectorFilesOrNone('lab/containers/good')) {
    it(`good/${file}: verified, by the same signer at the same time as the real verifier says`, async () => {
      const result = results().get(`good/${file}`);
      const report = await verify(`lab/containers/good/${file}`, configuration);
      expect(report.code).to.equal(null);
      if (!report.verified) return;
      expect(keyOf(report.signer)).to.equal(result?.signer);
      expect(report.timestampedAt.toISOString()).to.equal(result?.timestampedAt);
      expect(report.ocspProducedAt.toISOString()).to.equal(result?.ocspProducedAt);
    });
  }
});

function vectorFilesOrNone(folder: string): string[] {
  try {
    return vectorFiles(folder, '.asice');
  } catch {
    return [];
  }
}

const verify = (path: string, configuration: GlobalConfiguration) =>
  verifyContainer({ source: sourceOf(readFileSync(vectorsPath(path))), configuration });

async function expectVerdict(path: string, configuration: GlobalConfiguration, row: Row): Promise<void> {
  const report = await verify(path, configuration);
  const named = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).map(({ name }) => name);
  expect(report.code ?? 'verified').to.equal(row.verdict);
  expect(report.signer === null ? undefined : keyOf(report.signer)).to.equal(row.signer);
  expect(named('failed')).to.deep.equal(row.failed === undefined ? [] : [row.failed]);
  if (row.verdict === 'verified') expect(named('warning')).to.deep.equal(row.warnings ?? []);
}

interface LabResult {
  readonly verdict: string;
  readonly signer?: string | undefined;
  readonly timestampedAt?: string | undefined;
  readonly ocspProducedAt?: string | undefined;
}

/** RESULTS.tsv: what X-Road's own verifier said. */
function labResults(): Map<string, LabResult> {
  const lines = labFile('containers', 'RESULTS.tsv').toString('utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [outcome, file = '', ...fields] = line.split('\t');
      if (outcome === 'FAIL') return [file, { verdict: fields[0] ?? '' }];
      const field = (name: string) => fields.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1);
      const time = (name: string) => new Date(field(name) ?? '').toISOString();
      return [
        file,
        {
          verdict: 'verified',
          signer: field('signer'),
          timestampedAt: time('tsDate'),
          ocspProducedAt: time('ocspDate'),
        },
      ];
    }),
  );
}
