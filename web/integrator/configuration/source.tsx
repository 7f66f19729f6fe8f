import Box from '@mui/material/Box';
import { useTexts } from '../../texts/texts.ts';
import { Anchor } from './anchor.tsx';
import { SigningKeys } from './signing-keys.tsx';
import type { SourceKind } from './source-kind.ts';
import { TokensSection } from './tokens-section.tsx';

/** What one of the two configurations is downloaded and verified by. */
export function Source({ kind }: { readonly kind: SourceKind }) {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'grid', gap: 2 }} key={kind}>
      <Box component="p" sx={{ m: 0, color: 'text.secondary', maxWidth: '72ch' }}>
        {t(`configuration:teach_${kind}`)}
      </Box>
      <Anchor kind={kind} />
      <SigningKeys kind={kind} />
      <TokensSection />
    </Box>
  );
}
