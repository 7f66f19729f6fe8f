import type { ReactNode } from 'react';
import type { AnswerOf } from '../api/client.ts';
import type { Schemas } from '../api/definitions/all.d.ts';
import type { Check } from '../design/check-list.tsx';
import { CodeWords } from '../design/code-words.tsx';
import { Time } from '../design/time.tsx';
import { useTexts, type TextKey } from '../texts/texts.ts';

/** What the server has found of a trust service. */
export type FoundTrustCheck = AnswerOf<'/drum/trust/check', 'post'>['checks'][number];
export type FoundCheck = FoundTrustCheck | Schemas['Check'];

const OUTCOMES = { ok: 'passed', warning: 'warning', failed: 'failed' } as const;

/** A check in words; what the server has found in its own is English. `means`: what is looked at, where its name does not say it. */
export const shownCheck = (found: FoundCheck, name: string, means?: string): Check => ({
  name,
  outcome: OUTCOMES[found.outcome],
  detail: (
    <>
      <Finding {...found} />
      {means !== undefined && <div>{means}</div>}
    </>
  ),
  evidence: found.detail,
});

function Finding({ reason, values = {} }: FoundCheck): ReactNode {
  const { t } = useTexts();
  if (reason === 'refused') return <CodeWords code={values.code ?? ''} />;
  const { at, from, until, ...named } = values;
  const time = at ?? from ?? until;
  return (
    <div>
      {t(`checks:${reason}` satisfies TextKey, named)}
      {time !== undefined && (
        <>
          {' '}
          <Time at={time} relative />
        </>
      )}
    </div>
  );
}
