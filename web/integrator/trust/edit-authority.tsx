import { useState } from 'react';
import { call, seen } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SettingsFields } from './settings.tsx';

interface EditAuthorityProps {
  readonly authority: Schemas['ApprovedCertificationService'];
  readonly etag: string | undefined;
  readonly onClose: () => void;
}

/** What an authority issues, and how it is asked: its certificate stays. */
export function EditAuthority({ authority, etag, onClose }: EditAuthorityProps) {
  const { t } = useTexts();
  // The state that was opened, even if what is shown behind it is asked anew.
  const [seenAs] = useState(etag);
  const [settings, setSettings] = useState({
    isAuthenticationOnly: authority.tls_auth,
    profile: authority.certificate_profile_info,
    csrFormat: authority.default_csr_format ?? 'DER',
  });
  const change = useChange(() => {
    announce(t('trust:ca_changed'));
    onClose();
  });
  const edit = seen(
    call('patch', '/certification-services/{certification_service_id}', {
      path: { certification_service_id: authority.id },
      body: {
        tls_auth: String(settings.isAuthenticationOnly),
        certificate_profile_info: settings.profile,
        default_csr_format: settings.csrFormat,
      },
    }),
    seenAs,
  );
  return (
    <FormDialog title={t('trust:edit_ca')} onClose={onClose}>
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
        <SettingsFields settings={settings} onChange={setSettings} />
      </Form>
    </FormDialog>
  );
}
