import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Copyable } from '../../design/copyable.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { StateIcon } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';

interface SecretOnceProps {
  readonly title: string;
  readonly secret: string;
  readonly what: string;
  readonly onClose: () => void;
}

/** A secret that was made for this one time. */
export function SecretOnce({ title, secret, what, onClose }: SecretOnceProps) {
  const { t } = useTexts();
  return (
    // A click beside it would lose the secret: only its button closes it.
    <FormDialog title={title} onClose={() => undefined}>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Box
          data-secret
          sx={{ p: 2, border: '1px solid', borderColor: 'divider', borderRadius: 1, bgcolor: 'background.default' }}
        >
          <Copyable text={secret} what={what} isSecret />
        </Box>
        <Box role="alert" sx={{ display: 'flex', gap: 1 }}>
          <StateIcon state="attention" />
          <span>
            <strong>{t('settings:once')}.</strong> {t('settings:once_teach')}
          </span>
        </Box>
        <Box>
          <Button variant="contained" autoFocus onClick={onClose}>
            {t('settings:once_done')}
          </Button>
        </Box>
      </Box>
    </FormDialog>
  );
}
