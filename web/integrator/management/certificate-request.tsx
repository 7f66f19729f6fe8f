import { useState } from 'react';
import { call, download } from '../../api/client.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { saveFile } from '../../design/save-file.ts';
import { useAct } from '../../design/sign-in.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Asks for a certificate of the present key, under a name. */
export function CertificateRequest({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const [name, setName] = useState('');
  const [isSent, setSent] = useState(false);
  const { run, isRunning, problem } = useAct();
  const request = call('post', '/management-services-configuration/generate-csr', { body: { name: name.trim() } });
  return (
    <FormDialog title={t('management:csr_title')} onClose={onClose}>
      <Form
        submit={t('management:csr_act')}
        call={request}
        permissions={['GENERATE_MANAGEMENT_SERVICE_TLS_CSR']}
        {...{ isRunning, problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (name.trim() === '') return;
          run(async () => {
            const file = await download(request);
            saveFile(file.name, file.content);
            announce(t('management:csr_done'));
            onClose();
          });
        }}
      >
        <TextInput
          label={t('management:csr_name')}
          help={t('management:csr_help')}
          value={name}
          onChange={setName}
          {...{ isSent, isRequired: true, autoFocus: true }}
        />
      </Form>
    </FormDialog>
  );
}
