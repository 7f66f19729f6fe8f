import { useEffect, useState } from 'react';
import { formatRelative, formatUtc } from '../../design/formats.ts';
import { useTexts } from '../../texts/texts.ts';

const SECOND_MS = 1_000;
/** Beyond it nobody counts seconds. */
const SECONDS_MAX = 120;

/** Until the next publication; those who hear the page are not told each of them. */
export function Countdown({ to }: { readonly to: Date }) {
  const { t, language } = useTexts();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, SECOND_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const seconds = Math.ceil((to.getTime() - now) / SECOND_MS);
  return (
    <time dateTime={to.toISOString()} title={formatUtc(to)} style={{ fontFeatureSettings: "'tnum'" }}>
      {seconds > SECONDS_MAX
        ? t('configuration:next_at', { when: formatRelative(to, new Date(now), language) })
        : seconds > 0
          ? t('configuration:next_in', { seconds })
          : t('configuration:now')}
    </time>
  );
}
