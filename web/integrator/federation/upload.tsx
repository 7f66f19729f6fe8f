import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import { useState } from 'react';
import { upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { Facts } from '../../design/facts.tsx';
import { FileField } from '../../design/file-field.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { formatFours } from '../../design/formats.ts';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';

type Anchor = Schemas['TrustedAnchor'];

interface UploadAnchorProps {
  readonly known: readonly Anchor[];
  readonly onClose: () => void;
}

/** Trusts another network by its anchor, after its fingerprint is compared with the one that the other network tells. */
export function UploadAnchor({ known, onClose }: UploadAnchorProps) {
  const { t } = useTexts();
  const [anchor, setAnchor] = useState<File>();
  const [isSent, setSent] = useState(false);
  const [isCompared, setCompared] = useState(false);
  const [shown, setShown] = useState<Anchor>();
  const preview = useChange<Anchor>(setShown);
  const change = useChange<Anchor>(({ instance_identifier: instance }) => {
    announce(t('federation:uploaded', { instance }));
    onClose();
  });
  const add = upload('post', '/trusted-anchors', {}, { anchor });
  return (
    <FormDialog title={t('federation:upload')} onClose={onClose}>
      <Form
        submit={
          shown === undefined
            ? t('federation:trust')
            : t('federation:trust_it', { instance: shown.instance_identifier })
        }
        call={add}
        permissions={['UPLOAD_TRUSTED_ANCHOR']}
        isRunning={change.isRunning || preview.isRunning}
        problem={preview.problem ?? change.problem}
        onCancel={onClose}
        onSubmit={() => {
          setSent(true);
          if (shown !== undefined && isCompared) change.run(add);
        }}
      >
        <FileField
          label={t('federation:file')}
          help={t('federation:file_help')}
          file={anchor}
          accept=".xml"
          {...{ isSent, isRequired: true }}
          onChange={(file) => {
            setAnchor(file);
            setShown(undefined);
            setCompared(false);
            setSent(false);
            change.forget();
            if (file !== undefined) preview.run(upload('post', '/trusted-anchors/preview', {}, { anchor: file }));
          }}
        />
        {shown !== undefined && (
          <>
            <Fingerprint anchor={shown} replaced={known.find((each) => isSameInstance(each, shown))} />
            <Box>
              <FormControlLabel
                label={t('federation:compared')}
                control={
                  <Checkbox
                    checked={isCompared}
                    onChange={(_event, isIt) => {
                      setCompared(isIt);
                    }}
                  />
                }
              />
              {isSent && !isCompared && <FormHelperText error>{t('federation:compare_first')}</FormHelperText>}
            </Box>
          </>
        )}
      </Form>
    </FormDialog>
  );
}

const isSameInstance = (one: Anchor, other: Anchor): boolean => one.instance_identifier === other.instance_identifier;

function Fingerprint({ anchor, replaced }: { readonly anchor: Anchor; readonly replaced: Anchor | undefined }) {
  const { t } = useTexts();
  return (
    <Box data-preview>
      {replaced !== undefined && (
        <StateWord
          state="attention"
          text={t(replaced.hash === anchor.hash ? 'federation:same' : 'federation:replaces')}
        />
      )}
      <Facts
        facts={[
          [t('federation:instance'), <code>{anchor.instance_identifier}</code>],
          ...(anchor.generated_at === undefined
            ? []
            : [[t('federation:generated'), <Time at={anchor.generated_at} relative />] as const]),
          [
            t('federation:hash'),
            <Copyable text={anchor.hash} shown={formatFours(anchor.hash)} what={t('federation:hash')} />,
          ],
        ]}
      />
    </Box>
  );
}
