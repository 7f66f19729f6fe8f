import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useState } from 'react';
import { upload } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { FileChoice } from '../settings/file-choice.tsx';

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
        <FileChoice
          label={t('backups:file')}
          help={t('backups:upload_help')}
          {...{ file, onChange: setFile, isSent }}
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
