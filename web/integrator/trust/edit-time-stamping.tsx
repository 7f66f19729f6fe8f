import { useState } from 'react';
import { upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { useTexts } from '../../texts/texts.ts';
import { CheckedForm } from './checked-form.tsx';
import { TimeStampingFields, type TimeStampingDraft } from './time-stamping-fields.tsx';

interface EditTimeStampingProps {
  readonly service: Schemas['TimestampingService'];
  readonly onClose: () => void;
}

/** Changes a time-stamping service. Only with a certificate can it be asked for a time-stamp first. */
export function EditTimeStamping({ service, onClose }: EditTimeStampingProps) {
  const { t } = useTexts();
  const [isSent, setSent] = useState(false);
  const [draft, setDraft] = useState<TimeStampingDraft>({
    ...{ url: service.url, cost: service.cost_type, certificate: undefined },
  });
  const url = draft.url.trim();
  const { certificate } = draft;
  const done = (): void => {
    announce(t('trust:tsa_changed'));
    onClose();
  };
  const change = useChange(done);
  const call = upload(
    'patch',
    '/timestamping-services/{timestamping_service_id}',
    { path: { timestamping_service_id: service.id } },
    { url, cost_type: draft.cost, certificate },
  );
  const permissions = ['EDIT_APPROVED_TSA'];
  const fields = <TimeStampingFields {...{ draft, isSent, isNew: false }} onChange={setDraft} />;
  return (
    <FormDialog title={t('trust:edit_tsa')} onClose={onClose}>
      {certificate === undefined ? (
        <Form
          submit={t('common:save')}
          {...{ call, permissions, isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
          onSubmit={() => {
            setSent(true);
            if (url !== '') change.run(call);
          }}
        >
          {fields}
        </Form>
      ) : (
        <CheckedForm
          submit={t('common:save')}
          check={{ kind: 'timestamping_service', url, certificate }}
          {...{ call, permissions, onDone: done, onCancel: onClose }}
          isReady={url !== ''}
          onSent={() => {
            setSent(true);
          }}
        >
          {fields}
        </CheckedForm>
      )}
    </FormDialog>
  );
}
