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

/** A form of a few fields. Rendered only while it is open. */
export function FormDialog({ title, onClose, children }: FormDialogProps) {
  const id = useId();
  const layer = useLayer();
  return (
    <Dialog {...layer} open onClose={onClose} aria-labelledby={id} maxWidth={false}>
      <DialogTitle id={id} component="h2">
        {title}
      </DialogTitle>
      <DialogContent>
        {/* Help stands below its field here. */}
        <Box sx={{ pt: 1, '& form > div': { gridTemplateColumns: '1fr' } }}>{children}</Box>
      </DialogContent>
    </Dialog>
  );
}
