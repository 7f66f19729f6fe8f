import Box from '@mui/material/Box';

/** A road that goes away, and its name. */
export const Logo = ({ isFolded = false }: { readonly isFolded?: boolean }) => (
  <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.25 }}>
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="6" fill="#0B4F8A" />
      <path
        d="M9 27 14 5h1M23 27 18 5h-1M16 8v3m0 4v4m0 4v4"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
    {!isFolded && <Box sx={{ fontSize: 20, fontWeight: 700, letterSpacing: 0.2 }}>Drum</Box>}
  </Box>
);
