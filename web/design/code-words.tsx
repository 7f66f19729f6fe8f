import Box from '@mui/material/Box';
import { explainedCode } from '../api/explained.ts';
import { useTexts } from '../texts/texts.ts';

/** What a code of the registry of errors means, and small beside it the code itself. */
export function CodeWords({ code }: { readonly code: string }) {
  const { language } = useTexts();
  const words = explainedCode(code, language)?.what;
  return (
    <span>
      {words}{' '}
      <Box component="code" sx={{ fontSize: 13, color: 'text.secondary', overflowWrap: 'anywhere' }} translate="no">
        {code}
      </Box>
    </span>
  );
}
