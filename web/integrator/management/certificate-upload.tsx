import { useState } from 'react';
import { upload } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FileField } from '../../design/file-field.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Puts a certificate that was issued for the present key into use. */
export function CertificateUpload({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const [file, setFile] = useState<File>();
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('management:uploaded'));
    onClose();
  });
  const send = upload('post', '/management-services-configuration/upload-certificate', {}, { certificate: file });
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
        <FileField
          label={t('management:file')}
          help={t('management:upload_help')}
          accept=".pem,.crt,.cer,.der"
          {...{ file, onChange: setFile, isSent, isRequired: true }}
        />
      </Form>
    </FormDialog>
  );
}
