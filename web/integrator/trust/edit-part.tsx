import { useState, type ReactNode } from 'react';
import { call, seen } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { useTexts } from '../../texts/texts.ts';

export interface EditedAuthority {
  readonly authority: Schemas['ApprovedCertificationService'];
  readonly etag: string | undefined;
  readonly onClose: () => void;
}

interface EditPartProps extends EditedAuthority {
  readonly title: string;
  /** Said when it is changed. */
  readonly changed: string;
  readonly body: Schemas['CertificationServiceSettings'];
  readonly children: ReactNode;
}

/** The dialog of what a certification service is and does, or of a part of it. */
export function EditPart({ authority, etag, title, changed, body, children, onClose }: EditPartProps) {
  const { t } = useTexts();
  // The state that was opened, even if what is shown behind it is asked anew.
  const [seenAs] = useState(etag);
  const change = useChange(() => {
    announce(changed);
    onClose();
  });
  const edit = seen(
    call('patch', '/certification-services/{certification_service_id}', {
      path: { certification_service_id: authority.id },
      body,
    }),
    seenAs,
  );
  return (
    <FormDialog title={title} onClose={onClose}>
      <Form
        submit={t('common:save')}
        call={edit}
        permissions={['EDIT_APPROVED_CA']}
        isRunning={change.isRunning}
        problem={change.problem}
        onCancel={onClose}
        onSubmit={() => {
          change.run(edit);
        }}
      >
        {children}
      </Form>
    </FormDialog>
  );
}
