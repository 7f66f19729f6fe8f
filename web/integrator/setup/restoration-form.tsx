import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { upload, type AnswerOf } from '../../api/client.ts';
import { queryClient, useChange } from '../../api/queries.ts';
import { session } from '../../api/session.ts';
import { announce } from '../../design/announcer.tsx';
import { FileField } from '../../design/file-field.tsx';
import { Form } from '../../design/form.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import { BackupFacts, type ExaminedBackup } from './backup-facts.tsx';

/** More is not taken by API. */
const FILE_BYTES_MAX = 10_000_000;
const PERMISSIONS = ['RESTORE_CONFIGURATION'];

/** A backup is chosen, told, and restored once its fingerprint is compared. All sessions end by it. */
export function RestorationForm() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const [examined, setExamined] = useState<ExaminedBackup>();
  const [isCompared, setCompared] = useState(false);
  const [pin, setPin] = useState('');
  const [isSent, setSent] = useState(false);
  const check = useChange(setExamined);
  const change = useChange<AnswerOf<'/drum/restoration', 'post'>>(({ hsm_tokens_logged_out: isClosed }) => {
    announce(t(isClosed ? 'backups:restored_device' : 'backups:restored'));
    queryClient.clear();
    session.set({ phase: 'out' });
  });
  const isTooLarge = file !== undefined && file.size > FILE_BYTES_MAX;
  const signer = examined?.signed_by ?? '$FINGERPRINT';
  const restore = (secret: string) => upload('post', '/drum/restoration', {}, { file, signed_by: signer, pin: secret });
  const choose = (chosen: File | undefined): void => {
    setFile(chosen);
    setExamined(undefined);
    setCompared(false);
    setSent(false);
    check.forget();
    change.forget();
    if (chosen !== undefined && chosen.size <= FILE_BYTES_MAX) {
      check.run(upload('post', '/drum/restoration/check', {}, { file: chosen }));
    }
  };
  return (
    <Form
      submit={t('setup:restore_act')}
      call={restore('$PIN')}
      permissions={PERMISSIONS}
      isRunning={check.isRunning || change.isRunning}
      problem={check.problem ?? change.problem}
      onCancel={() => void navigate('/setup')}
      onSubmit={() => {
        setSent(true);
        if (examined !== undefined && isCompared && pin !== '') change.run(restore(pin));
      }}
    >
      <FileField
        label={t('setup:restore_file')}
        help={t('setup:restore_file_help')}
        accept=".drum,.gpg"
        {...{ file, onChange: choose, isSent, isRequired: true }}
      />
      <Box role="status" sx={{ color: 'text.secondary', '&:empty': { display: 'none' } }}>
        {check.isRunning && t('setup:restore_reading')}
        {change.isRunning && t('setup:restore_running')}
      </Box>
      {isTooLarge && (
        <Box role="alert" sx={{ color: 'error.main' }}>
          {t('setup:restore_too_large')} <code>drum backup restore</code>
        </Box>
      )}
      {examined !== undefined && (
        <>
          <BackupFacts backup={examined} />
          <Box>
            <FormControlLabel
              label={t('setup:restore_compared')}
              control={
                <Checkbox
                  checked={isCompared}
                  onChange={(_event, isIt) => {
                    setCompared(isIt);
                  }}
                />
              }
            />
            {isSent && !isCompared && <FormHelperText error>{t('setup:restore_compare_first')}</FormHelperText>}
          </Box>
          <TextInput
            label={t('setup:restore_pin')}
            help={t('setup:restore_pin_help')}
            value={pin}
            onChange={setPin}
            {...{ isSent, isRequired: true, type: 'password', autoComplete: 'off' }}
          />
        </>
      )}
    </Form>
  );
}
