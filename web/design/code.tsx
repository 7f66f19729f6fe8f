import Box from '@mui/material/Box';
import { Fragment } from 'react';

/** 32 pairs: SHA-256. */
const FINGERPRINT = /^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/;
const PAIRS = /(?:[0-9A-F]{2}:?){8}/g;
const ROWS = [0, 2];

/** An identifier, address or fingerprint. It breaks behind its signs, and within a word only where that does not fit a line. */
export const Code = ({ text }: { readonly text: string }) => (
  <Box component="code" sx={{ overflowWrap: 'anywhere', minWidth: 0 }} translate="no">
    {FINGERPRINT.test(text) ? <Fingerprint text={text} /> : <Pieces of={text} />}
  </Box>
);

const Pieces = ({ of }: { readonly of: string }) =>
  of.split(/(?<=[:/_@?&])/).map((piece, at) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {piece}
    </Fragment>
  ));

/** Two rows of 16 pairs, where there is less room four of 8: as somebody compares it line by line. */
function Fingerprint({ text }: { readonly text: string }) {
  const parts = text.match(PAIRS) ?? [];
  return ROWS.map((at) => (
    <Box key={at} component="span" sx={{ display: 'block' }}>
      {parts.slice(at, at + 2).map((part) => (
        <Box key={part} component="span" sx={{ display: { xs: 'block', sm: 'inline-block' }, whiteSpace: 'nowrap' }}>
          {part}
        </Box>
      ))}
    </Box>
  ));
}
