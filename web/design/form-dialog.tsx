import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Box from '@mui/material/Box';
import { useId, type ReactNode } from 'react';
import { useLayer } from './layers.ts';

interface FormDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What is scrolled to is not covered by the buttons. */
const ACTS_PX = 160;

const formLook = {
  pt: 1,
  '&:not(:has([data-form-acts]))': { pb: 1.5 },
  // Help stands below its field here.
  '& form > div': { gridTemplateColumns: '1fr' },
  // The buttons stay within reach, however long the form is.
  '& form > [data-form-acts]': {
    ...{ position: 'sticky', bottom: 0, zIndex: 1, bgcolor: 'background.paper', maxWidth: 'none' },
    py: 1.5,
  },
} as const;

/** A form of a few fields. Rendered only while it is open. */
export function FormDialog({ title, onClose, children }: FormDialogProps) {
  const id = useId();
  const layer = useLayer();
  return (
    <Dialog {...layer} open onClose={onClose} aria-labelledby={id} maxWidth={false}>
      <DialogTitle id={id} component="h2">
        {title}
      </DialogTitle>
      <DialogContent sx={{ scrollPaddingBottom: ACTS_PX, pb: 0.5 }}>
        <Box sx={formLook}>{children}</Box>
      </DialogContent>
    </Dialog>
  );
}
