import { useState } from 'react';
import { upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { announce } from '../../design/announcer.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { CheckedForm } from './checked-form.tsx';
import { ResponderFields, type ResponderDraft } from './responder-fields.tsx';

/** Whose responder it is. */
export type OfAuthority = { readonly certification_service_id: number } | { readonly intermediate_ca_id: number };

interface ResponderDialogProps {
  readonly of: OfAuthority;
  /** Absent: it is a new one. */
  readonly responder?: Schemas['OcspResponder'];
  readonly onClose: () => void;
}

/** Adds or changes an OCSP responder, after it was asked something. */
export function ResponderDialog({ of, responder, onClose }: ResponderDialogProps) {
  const { t } = useTexts();
  const [isSent, setSent] = useState(false);
  const [draft, setDraft] = useState<ResponderDraft>({
    url: responder?.url ?? '',
    cost: responder?.cost_type ?? 'UNDEFINED',
    certificate: undefined,
  });
  const url = draft.url.trim();
  const { certificate } = draft;
  const form = { url, cost_type: draft.cost, certificate };
  const [[whose, id] = ['', 0]] = Object.entries(of);
  const call =
    responder !== undefined
      ? upload('patch', '/ocsp-responders/{ocsp_responder_id}', { path: { ocsp_responder_id: responder.id } }, form)
      : 'intermediate_ca_id' in of
        ? upload('post', '/intermediate-cas/{intermediate_ca_id}/ocsp-responders', { path: of }, form)
        : upload('post', '/certification-services/{certification_service_id}/ocsp-responders', { path: of }, form);
  return (
    <FormDialog title={t(responder === undefined ? 'trust:add_responder' : 'trust:edit_responder')} onClose={onClose}>
      <CheckedForm
        submit={t(responder === undefined ? 'trust:add_responder' : 'common:save')}
        check={{ kind: 'ocsp_responder', url, certificate, [whose]: String(id) }}
        call={call}
        permissions={[responder === undefined ? 'ADD_APPROVED_CA' : 'EDIT_APPROVED_CA']}
        isReady={url !== ''}
        onSent={() => {
          setSent(true);
        }}
        onDone={() => {
          announce(t('trust:responder_saved'));
          onClose();
        }}
        onCancel={onClose}
      >
        <ResponderFields
          {...{ draft, isSent }}
          onChange={setDraft}
          hasCertificate={responder?.has_certificate ?? false}
        />
      </CheckedForm>
    </FormDialog>
  );
}
