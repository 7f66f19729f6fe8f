import Box from '@mui/material/Box';

/** A piece of the server's file. */
export const Sample = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <Box component="details" sx={{ '& summary': { cursor: 'pointer', color: 'text.secondary' } }}>
    <summary>{title}</summary>
    <Box
      component="pre"
      tabIndex={0}
      translate="no"
      sx={{ overflow: 'auto', m: 0, mt: 1, p: 1.5, bgcolor: 'background.default', borderRadius: 1, fontSize: 13 }}
    >
      {text}
    </Box>
  </Box>
);
