import type { AnswerOf } from '../../api/client.ts';
import type { Check } from '../../design/check-list.tsx';
import type { Translate } from '../../texts/texts.ts';

export type FoundCheck = AnswerOf<'/drum/trust/check', 'post'>['checks'][number];

const OUTCOMES = { ok: 'passed', warning: 'warning', failed: 'failed' } as const;

/** A check in words; what the server has found is English. */
export const inWords = ({ name, outcome, detail }: FoundCheck, t: Translate): Check => ({
  name: t(`trust:check_${name}`),
  outcome: OUTCOMES[outcome],
  detail: t(`trust:check_${name}_means`),
  evidence: detail,
});
