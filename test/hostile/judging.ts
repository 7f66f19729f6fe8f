import { expect } from 'chai';
import { CertificateVerifier } from '#certs/path.ts';
import type { VerificationReport } from '#protocol/container/report.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { makeAllEvidence, packed, type MadeEvidence } from '../evidence/containers.ts';
import { configuration } from '../evidence/country.ts';

/** Time that the refusal of any one file may take here. */
const REFUSAL_MS_MAX = 5_000;

const certificates = new CertificateVerifier();

export async function judge(file: Uint8Array): Promise<VerificationReport> {
  const started = performance.now();
  const report = await verifyContainer({ source: sourceOf(file), configuration, certificates });
  expect(performance.now() - started).to.be.lessThan(REFUSAL_MS_MAX);
  return report;
}

/** `verified`, or the code and the detail of the check that failed. */
export async function verdictOf(file: Uint8Array): Promise<string> {
  const { code, checks } = await judge(file);
  return code === null ? 'verified' : `${code}: ${checks.find(({ outcome }) => outcome === 'failed')?.detail ?? ''}`;
}

export const warningsOf = async (file: Uint8Array): Promise<string[]> =>
  (await judge(file)).checks.filter(({ outcome }) => outcome === 'warning').map(({ detail }) => detail);

/** Genuine evidence to begin from. */
export interface Genuine {
  readonly direct: MadeEvidence;
  readonly withBody: MadeEvidence;
  readonly batched: MadeEvidence;
  readonly soap: MadeEvidence;
}

export async function makeGenuine(): Promise<Genuine> {
  const [direct, withBody, batched, , soap] = await makeAllEvidence();
  if (direct === undefined || withBody === undefined || batched === undefined || soap === undefined) {
    throw new Error('no evidence');
  }
  return { direct, withBody, batched, soap };
}

export const signatureOf = ({ contents }: MadeEvidence): string => Buffer.from(contents.signature).toString('utf8');

export const withSignature = (evidence: MadeEvidence, xml: string | Uint8Array): Promise<Buffer> =>
  packed({ ...evidence.contents, signature: Buffer.from(xml) });
