import type { Schemas } from '../../api/definitions/all.d.ts';
import { StateWord } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';

type Asked = Schemas['CatalogueAsked'];

const GOOD_PERCENT = 99;

/** Never more than it was: 99.9 is no 100. */
export const percentOf = ({ asked, answered }: Pick<Asked, 'asked' | 'answered'>): number =>
  asked === 0 ? 0 : Math.floor((answered * 100) / asked);

/** How often something answered when it was asked. */
export function Answers({ asked }: { readonly asked: Asked | undefined }) {
  const { t } = useTexts();
  if (asked === undefined) return <StateWord state="unknown" text={t('catalogue:never_asked')} />;
  const percent = percentOf(asked);
  if (asked.problem !== undefined) return <StateWord state="stopped" text={t('catalogue:silent', { percent })} />;
  return <StateWord state={percent < GOOD_PERCENT ? 'attention' : 'ok'} text={t('catalogue:answers', { percent })} />;
}
