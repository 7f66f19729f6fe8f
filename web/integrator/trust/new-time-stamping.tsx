import { useState } from 'react';
import { useNavigate } from 'react-router';
import { upload } from '../../api/client.ts';
import { announce } from '../../design/announcer.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { CheckedForm } from './checked-form.tsx';
import { TimeStampingFields, type TimeStampingDraft } from './time-stamping-fields.tsx';

const LIST = '/trust/time-stamping';

export function Component() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [isSent, setSent] = useState(false);
  const [draft, setDraft] = useState<TimeStampingDraft>({ url: '', cost: 'UNDEFINED', certificate: undefined });
  const url = draft.url.trim();
  const { certificate } = draft;
  return (
    <>
      <PageHeader title={t('trust:new_tsa')} />
      <CheckedForm
        submit={t('trust:add_tsa')}
        check={{ kind: 'timestamping_service', url, certificate }}
        call={upload('post', '/timestamping-services', {}, { url, cost_type: draft.cost, certificate })}
        permissions={['ADD_APPROVED_TSA']}
        isReady={url !== '' && certificate !== undefined}
        onSent={() => {
          setSent(true);
        }}
        onDone={() => {
          announce(t('trust:tsa_added'));
          void navigate(LIST);
        }}
        onCancel={() => void navigate(LIST)}
      >
        <TimeStampingFields {...{ draft, isSent, isNew: true }} onChange={setDraft} />
      </CheckedForm>
    </>
  );
}
