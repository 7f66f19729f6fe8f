import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useServer } from './server.ts';

type Certificate = Schemas['SecurityServerAuthenticationCertificateDetails'];

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { id, certificates } = useServer();
  const [lost, setLost] = useState<Certificate>();
  return (
    <Loaded of={certificates}>
      {(all) => (
        <>
          {all.length === 0 && (
            <Paper>
              <EmptyState
                why="first"
                icon="certificate"
                title={t('servers:no_certificates')}
                teach={t('servers:no_certificates_teach')}
              />
            </Paper>
          )}
          <Box sx={{ display: 'grid', gap: 2 }}>
            {all.map((certificate) => (
              <CertificateCard
                key={certificate.id}
                certificate={certificate}
                usage={t('certificates:authentication')}
                actions={
                  may('DELETE_SECURITY_SERVER_AUTH_CERT') && (
                    <Button
                      color="error"
                      onClick={() => {
                        setLost(certificate);
                      }}
                    >
                      {t('servers:delete_certificate')}
                    </Button>
                  )
                }
              />
            ))}
          </Box>
          {lost !== undefined && (
            <ConfirmLoss
              title={t('servers:delete_certificate_title', { name: lost.subject_common_name })}
              act={t('servers:delete_certificate_act', { name: lost.subject_common_name })}
              losses={[t(all.length === 1 ? 'servers:lose_last' : 'servers:lose_connections')]}
              call={call('delete', '/security-servers/{server_id}/authentication-certificates/{certificate_id}', {
                path: { server_id: id, certificate_id: lost.id ?? 0 },
              })}
              permissions={['DELETE_SECURITY_SERVER_AUTH_CERT']}
              onClose={() => {
                setLost(undefined);
              }}
              onDone={() => {
                announce(t('servers:certificate_deleted'));
                setLost(undefined);
              }}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
