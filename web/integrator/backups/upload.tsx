import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useState } from 'react';
import { upload } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FileField } from '../../design/file-field.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Brings a backup to the server. One of the same name is replaced only where that is wanted. */
export function BackupUpload({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const [file, setFile] = useState<File>();
  const [isReplacing, setReplacing] = useState(false);
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('backups:uploaded'));
    onClose();
  });
  const send = upload('post', '/backups/upload', { query: { ignore_warnings: isReplacing } }, { file });
  return (
    <FormDialog title={t('backups:upload')} onClose={onClose}>
      <Form
        submit={t('backups:upload')}
        call={send}
        permissions={['BACKUP_CONFIGURATION']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (file !== undefined) change.run(send);
        }}
      >
        <FileField
          label={t('backups:file')}
          help={t('backups:upload_help')}
          accept=".drum,.gpg"
          {...{ file, onChange: setFile, isSent, isRequired: true }}
        />
        <FormControlLabel
          label={t('backups:replace')}
          control={<Checkbox checked={isReplacing} />}
          onChange={(_event, isChosen) => {
            setReplacing(isChosen);
          }}
        />
      </Form>
    </FormDialog>
  );
}
