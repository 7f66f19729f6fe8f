import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { EditPart, type EditedAuthority } from './edit-part.tsx';
import { SettingsFields } from './settings.tsx';

/** What an authority issues, and how it is asked: its certificate stays. */
export function EditAuthority(edited: EditedAuthority) {
  const { t } = useTexts();
  const { authority } = edited;
  const [settings, setSettings] = useState({
    isAuthenticationOnly: authority.tls_auth,
    profile: authority.certificate_profile_info,
    csrFormat: authority.default_csr_format ?? 'DER',
  });
  const body = {
    tls_auth: String(settings.isAuthenticationOnly),
    certificate_profile_info: settings.profile,
    default_csr_format: settings.csrFormat,
  };
  return (
    <EditPart {...edited} title={t('trust:edit_ca')} changed={t('trust:ca_changed')} body={body}>
      <SettingsFields settings={settings} onChange={setSettings} />
    </EditPart>
  );
}
