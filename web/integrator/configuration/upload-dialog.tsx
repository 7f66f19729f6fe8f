import { useState } from 'react';
import { upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FileField } from '../../design/file-field.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
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
        <FileField
          label={t('configuration:file')}
          help={t('configuration:upload_help')}
          accept=".xml"
          {...{ file, onChange: setFile, isSent, isRequired: true }}
        />
      </Form>
    </FormDialog>
  );
}
