import { StateWord } from '../../design/status.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Longer ago is no news. */
const FRESH_MS = 600_000;

export const isFresh = (seen: { readonly at: string } | undefined, now: Date): boolean =>
  seen !== undefined && now.getTime() - new Date(seen.at).getTime() <= FRESH_MS;

interface LastConfigurationProps {
  readonly seen: { readonly at: string; readonly version: number } | undefined;
}

/** Which configuration a server has taken last, and when; old news are never good ones. */
export function LastConfiguration({ seen }: LastConfigurationProps) {
  const { t } = useTexts();
  const now = useNow();
  if (seen === undefined) return <StateWord state="unknown" />;
  const isOld = !isFresh(seen, now);
  return (
    <span>
      {isOld && (
        <>
          <StateWord state="unknown" />{' '}
        </>
      )}
      {t('servers:version', { version: seen.version })}, <Time at={seen.at} relative />
    </span>
  );
}
