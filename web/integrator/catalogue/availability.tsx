import Box from '@mui/material/Box';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { formatDate } from '../../design/formats.ts';
import { useTexts } from '../../texts/texts.ts';
import { percentOf } from './answers.tsx';

type Day = Schemas['CatalogueServiceDetails']['days'][number];

const WIDTH = 600;
const HEIGHT = 72;
const GAP = 3;

/** 30 days as bars, and the same as a table: nobody must see colours or heights. */
export function Availability({ days }: { readonly days: readonly Day[] }) {
  const { t, language } = useTexts();
  const step = WIDTH / days.length;
  const asked = days.filter((day) => day.asked > 0);
  return (
    <>
      <Box
        component="svg"
        role="img"
        aria-label={t('catalogue:chart', { count: asked.length })}
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 2}`}
        preserveAspectRatio="none"
        sx={{ width: 1, maxWidth: 720, height: 72, display: 'block' }}
      >
        <defs>
          <Hatch />
        </defs>
        {days.map((day, at) => (
          <Bar key={day.day} day={day} x={at * step} width={step - GAP} />
        ))}
      </Box>
      <Box
        sx={{ display: 'flex', justifyContent: 'space-between', maxWidth: 720, color: 'text.secondary', fontSize: 13 }}
      >
        <span>{dateOf(days[0], language)}</span>
        <span>{dateOf(days.at(-1), language)}</span>
      </Box>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', mt: 0.5, fontSize: 13 }}>
        <Legend fill="var(--drum-palette-ok-main)" text={t('catalogue:chart_answered')} />
        <Legend fill={`url(#${SILENT})`} text={t('catalogue:chart_silent')} />
      </Box>
      <Box component="details" sx={{ mt: 1 }}>
        <summary>{t('catalogue:as_table')}</summary>
        <Box component="table" sx={{ borderCollapse: 'collapse', '& th, & td': { textAlign: 'left', pr: 3, py: 0.5 } }}>
          <thead>
            <tr>
              <th scope="col">{t('catalogue:day')}</th>
              <th scope="col">{t('catalogue:asked')}</th>
              <th scope="col">{t('catalogue:answered')}</th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.day}>
                <td>{dateOf(day, language)}</td>
                <td>{day.asked}</td>
                <td>{day.asked === 0 ? '–' : `${day.answered} (${percentOf(day)} %)`}</td>
              </tr>
            ))}
          </tbody>
        </Box>
      </Box>
    </>
  );
}

const dateOf = (day: Day | undefined, language: 'bg' | 'en'): string =>
  day === undefined ? '' : formatDate(new Date(day.day), language);

const SILENT = 'catalogue-silent';

/** What did not answer is told from what did without colours, too. */
const Hatch = () => (
  <pattern id={SILENT} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <Box component="rect" width="6" height="6" sx={{ fill: 'var(--drum-palette-stopped-tint)' }} />
    <Box component="rect" width="3" height="6" sx={{ fill: 'var(--drum-palette-stopped-main)' }} />
  </pattern>
);

const Legend = ({ fill, text }: { readonly fill: string; readonly text: string }) => (
  <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
    <Box component="svg" aria-hidden sx={{ width: 14, height: 14 }}>
      <rect width="14" height="14" fill={fill} />
    </Box>
    {text}
  </Box>
);

/** What did not answer stands above what did; a day without questions has a line alone. */
function Bar({ day, x, width }: { readonly day: Day; readonly x: number; readonly width: number }) {
  if (day.asked === 0) {
    return (
      <Box component="rect" x={x} y={HEIGHT} width={width} height={2} sx={{ fill: 'var(--drum-palette-control)' }} />
    );
  }
  const height = (day.answered / day.asked) * HEIGHT;
  return (
    <>
      <Box
        component="rect"
        {...{ x, width, y: HEIGHT - height, height }}
        sx={{ fill: 'var(--drum-palette-ok-main)' }}
      />
      <Box component="rect" {...{ x, width, y: 0, height: HEIGHT - height }} sx={{ fill: `url(#${SILENT})` }} />
    </>
  );
}
