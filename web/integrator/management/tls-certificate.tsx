import Box from '@mui/material/Box';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { DownloadButton } from '../../design/download-button.tsx';
import { MoreActions } from '../../design/entity-header.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { CertificateRequest } from './certificate-request.tsx';
import { CertificateUpload } from './certificate-upload.tsx';

const CERTIFICATE = '/management-services-configuration/certificate';

/** The TLS key and certificate of the management services. */
export function TlsCertificate() {
  const { t } = useTexts();
  const [open, setOpen] = useState<'key' | 'request' | 'upload'>();
  const answered = useAnswer(call('get', CERTIFICATE, {}));
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <>
      <Loaded of={answered}>
        {(certificate) => (
          <CertificateCard
            certificate={certificate}
            usage={t('management:tls_usage')}
            actions={<Acts open={setOpen} />}
          />
        )}
      </Loaded>
      {open === 'key' && (
        <ConfirmLoss
          title={t('management:new_key_title')}
          act={t('management:new_key_act')}
          losses={[t('management:lose_key'), t('management:lose_trust'), t('management:lose_csr')]}
          call={call('post', CERTIFICATE, {})}
          permissions={['GENERATE_MANAGEMENT_SERVICE_TLS_KEY_CERT']}
          onClose={close}
          onDone={() => {
            announce(t('management:new_key_done'));
            close();
          }}
        />
      )}
      {open === 'request' && <CertificateRequest onClose={close} />}
      {open === 'upload' && <CertificateUpload onClose={close} />}
    </>
  );
}

function Acts({ open }: { readonly open: (what: 'key' | 'request' | 'upload') => void }) {
  const { t } = useTexts();
  const may = useRights();
  const acts = [
    ['request', 'management:csr', 'GENERATE_MANAGEMENT_SERVICE_TLS_CSR'],
    ['upload', 'management:upload', 'UPLOAD_MANAGEMENT_SERVICE_TLS_CERT'],
    ['key', 'management:new_key', 'GENERATE_MANAGEMENT_SERVICE_TLS_KEY_CERT'],
  ] as const;
  const actions = acts
    .filter(([, , permission]) => may(permission))
    .map(([what, text]) => ({
      text: t(text),
      isDestructive: what === 'key',
      run: () => {
        open(what);
      },
    }));
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }} data-print="no">
      {may('DOWNLOAD_MANAGEMENT_SERVICE_TLS_CERT') && (
        <DownloadButton
          variant="outlined"
          call={call('get', '/management-services-configuration/download-certificate', {})}
          label={t('management:download')}
        />
      )}
      {actions.length > 0 && <MoreActions actions={actions} />}
    </Box>
  );
}
