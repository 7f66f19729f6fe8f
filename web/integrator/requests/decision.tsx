import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Paper from '@mui/material/Paper';
import { useId, useState } from 'react';
import { call } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { StateIcon } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Declining } from './declining.tsx';
import { permissionFor } from './request-words.ts';
import { nameOf } from './review.tsx';
import { DECIDED, type Review } from './reviewed.ts';

interface DecisionProps {
  readonly review: Review;
  readonly onLate: () => void;
}

/** Approving and declining. Where there is a certificate, its fingerprint is compared first; who is no member yet gets a name. */
export function Decision({ review: { request, creates_member: createsMember, checks }, onLate }: DecisionProps) {
  const { t } = useTexts();
  const may = useRights();
  const [isCompared, setCompared] = useState(false);
  const [isDeclining, setDeclining] = useState(false);
  const [isSent, setSent] = useState(false);
  const [name, setName] = useState('');
  const hintId = useId();
  const { id = 0 } = request;
  const approve = call('post', '/drum/management-requests/{management_request_id}/approve', {
    path: { management_request_id: id },
    body: createsMember ? { create_member: { name: name.trim() } } : {},
  });
  const change = useChange(
    () => {
      announce(t('requests:approved'));
    },
    ({ code }) => {
      if (code === DECIDED) onLate();
    },
  );
  const permissions = [permissionFor('APPROVE', request), ...(createsMember ? ['ADD_NEW_MEMBER'] : [])];
  const mayApprove = permissions.every(may);
  const mayDecline = may(permissionFor('REVOKE', request));
  const mustCompare = request.certificate_details !== undefined && !isCompared;
  const acts = [
    ...(mustCompare ? [t('requests:first_compare')] : []),
    ...(createsMember && name.trim() === '' ? [t('requests:first_name')] : []),
  ].join(', ');
  if (!mayApprove && !mayDecline) return null;
  return (
    <Paper component="section" aria-label={t('requests:decision')} sx={{ p: 2, display: 'grid', gap: 1.5 }}>
      {mayApprove && createsMember && (
        <TextInput
          label={t('requests:member_name')}
          help={t('requests:member_name_help')}
          value={name}
          onChange={setName}
          {...{ isSent, isRequired: true }}
        />
      )}
      {mayApprove && request.certificate_details !== undefined && (
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
      {change.problem !== undefined && change.problem.code !== DECIDED && <ErrorPanel problem={change.problem} />}
      <FailedChecks checks={checks} />
      {mayApprove && acts !== '' && (
        <Box id={hintId} sx={{ color: 'text.secondary', fontSize: 13 }}>
          {t('requests:before_approval', { acts })}
        </Box>
      )}
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        {mayApprove && (
          <ActButton
            disabled={mustCompare}
            isRunning={change.isRunning}
            aria-describedby={acts === '' ? undefined : hintId}
            onClick={() => {
              setSent(true);
              if (!createsMember || name.trim() !== '') change.run(approve);
            }}
          >
            {t(createsMember ? 'requests:approve_and_create' : 'requests:approve')}
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
        <Box sx={{ flex: 1 }} />
        {mayApprove && <ApiCallButton call={approve} {...{ permissions }} />}
      </Box>
      {isDeclining && (
        <Declining
          request={request}
          onLate={onLate}
          onClose={() => {
            setDeclining(false);
          }}
        />
      )}
    </Paper>
  );
}

/** What speaks against an approval, in sight of its button: the checks themselves may be far above. */
function FailedChecks({ checks }: Pick<Review, 'checks'>) {
  const { t } = useTexts();
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return null;
  return (
    <Box data-failed-checks={failed.length} sx={{ display: 'flex', gap: 1 }}>
      <StateIcon state="stopped" />
      <span>
        {t('requests:failed_checks')}: {failed.map((check) => nameOf(check, t)).join(', ')}
      </span>
    </Box>
  );
}
