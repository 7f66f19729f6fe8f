import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import { permissionFor } from './request-words.ts';

/** Approving and declining. Where there is a certificate, its fingerprint is compared first. */
export function Decision({ request }: { readonly request: Schemas['ManagementRequestDetailedView'] }) {
  const { t } = useTexts();
  const may = useRights();
  const navigate = useNavigate();
  const [isCompared, setCompared] = useState(false);
  const [isDeclining, setDeclining] = useState(false);
  const { id = 0 } = request;
  const path = { management_request_id: id };
  const approve = call('post', '/management-requests/{management_request_id}/approval', { path });
  const change = useChange(() => {
    announce(t('requests:approved'));
  });
  const mayApprove = may(permissionFor('APPROVE', request));
  const mayDecline = may(permissionFor('REVOKE', request));
  const hasCertificate = request.certificate_details !== undefined;
  if (!mayApprove && !mayDecline) return null;
  return (
    <Paper sx={{ p: 2, display: 'grid', gap: 1.5 }}>
      {hasCertificate && mayApprove && (
        <FormControlLabel
          label={t('requests:compared')}
          control={
            <Checkbox
              checked={isCompared}
              onChange={(_event, isIt) => {
                setCompared(isIt);
              }}
            />
          }
        />
      )}
      {change.problem !== undefined && <ErrorPanel problem={change.problem} />}
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        {mayApprove && (
          <ActButton
            disabled={hasCertificate && !isCompared}
            isRunning={change.isRunning}
            onClick={() => {
              change.run(approve);
            }}
          >
            {t('requests:approve')}
          </ActButton>
        )}
        {mayDecline && (
          <Button
            color="error"
            onClick={() => {
              setDeclining(true);
            }}
          >
            {t('requests:decline')}
          </Button>
        )}
        {hasCertificate && !isCompared && mayApprove && (
          <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('requests:not_yet')}</Box>
        )}
        <Box sx={{ flex: 1 }} />
        <ApiCallButton call={approve} permissions={[permissionFor('APPROVE', request)]} />
      </Box>
      {isDeclining && (
        <ConfirmLoss
          title={t('requests:decline_title', { id })}
          act={t('requests:decline_act', { id })}
          losses={[t('requests:lose_request')]}
          keeps={[t('requests:keeps_request')]}
          call={call('delete', '/management-requests/{management_request_id}', { path })}
          permissions={[permissionFor('REVOKE', request)]}
          onClose={() => {
            setDeclining(false);
          }}
          onDone={() => {
            announce(t('requests:declined'));
            void navigate('/requests');
          }}
        />
      )}
    </Paper>
  );
}
