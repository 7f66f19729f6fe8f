import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useId, useState } from 'react';
import { upload } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { visuallyHidden } from '../../design/visually-hidden.ts';
import { useTexts } from '../../texts/texts.ts';

/** Puts a certificate that was issued for the present key into use. */
export function CertificateUpload({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('management:uploaded'));
    onClose();
  });
  const send = upload('post', '/management-services-configuration/upload-certificate', {}, { certificate: file });
  const isMissing = isSent && file === undefined;
  return (
    <FormDialog title={t('management:upload_title')} onClose={onClose}>
      <Form
        submit={t('management:upload_act')}
        call={send}
        permissions={['UPLOAD_MANAGEMENT_SERVICE_TLS_CERT']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (file !== undefined) change.run(send);
        }}
      >
        <Box sx={{ display: 'grid', gap: 0.5 }}>
          <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
            <Button component="label" htmlFor={id} tabIndex={-1} sx={{ '&:focus-within': { outline: '2px solid' } }}>
              {t('management:choose_file')}
              <Box
                component="input"
                type="file"
                id={id}
                aria-label={t('management:file')}
                aria-describedby={`${id}-help`}
                sx={visuallyHidden}
                onChange={({ target }) => {
                  setFile(target.files?.[0]);
                }}
              />
            </Button>
            <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
              {file?.name ?? t('management:no_file')}
            </Box>
          </Box>
          <Box id={`${id}-help`} sx={{ fontSize: 13, color: isMissing ? 'error.main' : 'text.secondary' }}>
            {isMissing ? t('management:file_needed') : t('management:upload_help')}
          </Box>
        </Box>
      </Form>
    </FormDialog>
  );
}
