import { X509Certificate } from 'node:crypto';
import { Certificate } from '#certs/certificate.ts';
import { pathVerdict } from '../path-verdict.ts';
import type { LimboCase } from './cases.ts';
import { EXCLUSIONS } from './exclusions.ts';

/** The time of cases that name none. */
const AT = '2024-01-01T00:00:00Z';

export type Outcome = 'agrees' | 'excluded' | 'excluded, although it agrees' | 'differs';

export interface Judged {
  readonly id: string;
  readonly outcome: Outcome;
  readonly verdict: string;
}

const excluded = new Set(EXCLUSIONS.flatMap(({ cases }) => cases));

const pem = (texts: readonly string[]) => () => texts.map((text) => Certificate.fromPem(text));

export function judge(limbo: LimboCase): Judged {
  const { id } = limbo;
  const verdict = pathVerdict({
    end: () => Certificate.fromPem(limbo.peer_certificate),
    intermediates: pem(limbo.untrusted_intermediates),
    anchors: pem(limbo.trusted_certs),
    at: new Date(limbo.validation_time ?? AT),
  });
  const agrees = (verdict === 'accepted') === (limbo.expected_result === 'SUCCESS');
  if (excluded.has(id)) return { id, verdict, outcome: agrees ? 'excluded, although it agrees' : 'excluded' };
  if (agrees) return { id, verdict, outcome: 'agrees' };
  return { id, verdict, outcome: isForAnotherHost(limbo) ? 'excluded' : 'differs' };
}

/** 3,346 cases of BetterTLS's name constraints fail in limbo only because the expected host is not in the certificate. */
function isForAnotherHost({ id, peer_certificate, expected_peer_name: host, expected_result }: LimboCase): boolean {
  if (!id.startsWith('bettertls::nameconstraints::') || host === null || expected_result === 'SUCCESS') return false;
  const certificate = new X509Certificate(peer_certificate);
  const found =
    host.kind === 'IP' ? certificate.checkIP(host.value) : certificate.checkHost(host.value, { subject: 'never' });
  return found === undefined;
}

export function countOutcomes(judged: readonly Judged[]): Record<Outcome, number> {
  const counts = { agrees: 0, excluded: 0, 'excluded, although it agrees': 0, differs: 0 };
  for (const { outcome } of judged) counts[outcome] += 1;
  return counts;
}
