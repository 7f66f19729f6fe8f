import Box from '@mui/material/Box';
import { useState, type ChangeEvent } from 'react';
import { upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { visuallyHidden } from '../../design/visually-hidden.ts';
import { useTexts } from '../../texts/texts.ts';
import type { SourceKind } from './source-kind.ts';

interface UploadDialogProps {
  readonly kind: SourceKind;
  readonly part: Schemas['ConfigurationPart'];
  readonly onClose: () => void;
}

/** A file for an optional part: it takes the place of the one that is there. */
export function UploadDialog({ kind, part: { content_identifier: identifier }, onClose }: UploadDialogProps) {
  const { t } = useTexts();
  const [file, setFile] = useState<File>();
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('configuration:uploaded'));
    onClose();
  });
  const described = upload(
    'post',
    '/configuration-sources/{configuration_type}/configuration-parts',
    { path: { configuration_type: kind } },
    { content_identifier: identifier, file },
  );
  const isMissing = isSent && file === undefined;
  return (
    <FormDialog title={t('configuration:upload_title', { part: identifier })} onClose={onClose}>
      <Form
        submit={t('configuration:upload')}
        call={described}
        permissions={['UPLOAD_CONFIGURATION_PART']}
        isRunning={change.isRunning}
        problem={change.problem}
        onCancel={onClose}
        onSubmit={() => {
          setSent(true);
          if (file !== undefined) change.run(described);
        }}
      >
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
          <Box component="label" sx={fileLook}>
            {t('configuration:choose_file')}
            <Box
              component="input"
              type="file"
              accept=".xml"
              sx={visuallyHidden}
              onChange={({ target }: ChangeEvent<HTMLInputElement>) => {
                setFile(target.files?.[0]);
              }}
            />
          </Box>
          <Box role="status" sx={{ overflowWrap: 'anywhere', ...(isMissing ? { color: 'error.main' } : {}) }}>
            {file?.name ?? t(isMissing ? 'fields:empty' : 'configuration:no_file')}
          </Box>
        </Box>
        <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('configuration:upload_help')}</Box>
      </Form>
    </FormDialog>
  );
}

/** Looks like a button; the input within it has the focus. */
const fileLook = {
  ...{ position: 'relative', border: '1px solid', borderColor: 'primary.main', borderRadius: 1, color: 'primary.main' },
  ...{ px: 2, py: 1, minHeight: 40, fontWeight: 600, cursor: 'pointer' },
  '&:focus-within': { outline: '2px solid', outlineOffset: '2px' },
} as const;
