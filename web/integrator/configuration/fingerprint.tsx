import Box from '@mui/material/Box';
import { Copyable } from '../../design/copyable.tsx';
import { useTexts } from '../../texts/texts.ts';

const GROUP = /[0-9A-F]{1,4}/g;

interface FingerprintProps {
  readonly hash: string;
  /** What it is called; absent: as that of an anchor. */
  readonly label?: string;
}

/** A fingerprint in fours, large: it is read out and compared by people. */
export function Fingerprint({ hash, label }: FingerprintProps) {
  const { t } = useTexts();
  const what = label ?? t('configuration:fingerprint');
  const bare = hash.replaceAll(/[^0-9a-f]/gi, '').toUpperCase();
  return (
    <Box data-fingerprint={bare}>
      <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{what}</Box>
      <Box sx={{ fontSize: { xs: 15, sm: 17 }, '& code': { fontSize: 'inherit', letterSpacing: '0.02em' } }}>
        <Copyable text={bare} shown={(bare.match(GROUP) ?? []).join(' ')} what={what} />
      </Box>
    </Box>
  );
}
