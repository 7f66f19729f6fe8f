import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call, upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { FileField } from '../../design/file-field.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Icon } from '../../design/icons.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useAuthority } from './authority.ts';
import { CheckedForm } from './checked-form.tsx';
import { CERTIFICATE_FILES } from './responder-fields.tsx';
import { Responders } from './responders.tsx';

type Intermediate = Schemas['CertificateAuthority'];

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { id, intermediates } = useAuthority();
  const [isAdding, setAdding] = useState(false);
  const add = may('ADD_APPROVED_CA') && (
    <Button
      startIcon={<Icon name="add" />}
      onClick={() => {
        setAdding(true);
      }}
    >
      {t('trust:add_intermediate')}
    </Button>
  );
  return (
    <>
      <Loaded of={intermediates}>
        {(all) =>
          all.length === 0 ? (
            <Paper>
              <EmptyState
                why="first"
                icon="certificate"
                title={t('trust:no_intermediates')}
                teach={t('trust:no_intermediates_teach')}
                action={add}
              />
            </Paper>
          ) : (
            <Box sx={{ display: 'grid', gap: 2 }}>
              <div>{add}</div>
              {all.map((intermediate) => (
                <IntermediateCa key={intermediate.id} intermediate={intermediate} />
              ))}
            </Box>
          )
        }
      </Loaded>
      {isAdding && (
        <NewIntermediate
          service={id}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </>
  );
}

function IntermediateCa({ intermediate }: { readonly intermediate: Intermediate }) {
  const { t } = useTexts();
  const may = useRights();
  const [isDeleting, setDeleting] = useState(false);
  const { id = 0, ca_certificate: certificate } = intermediate;
  const path = { intermediate_ca_id: id };
  const responders = useAnswer(call('get', '/intermediate-cas/{intermediate_ca_id}/ocsp-responders', { path }));
  const name = certificate.subject_common_name;
  const count = responders.data?.length;
  const close = (): void => {
    setDeleting(false);
  };
  return (
    <Box component="section" aria-label={name} sx={{ display: 'grid', gap: 1 }}>
      <CertificateCard
        certificate={certificate}
        usage={t('trust:intermediate')}
        actions={
          may('DELETE_APPROVED_CA') && (
            <Button
              color="error"
              onClick={() => {
                setDeleting(true);
              }}
            >
              {t('trust:delete')}
            </Button>
          )
        }
      >
        <Box component="h3" sx={{ m: 0, mb: 1, fontSize: 15 }}>
          {t('trust:responders')}
        </Box>
        <Responders of={path} answered={responders} />
      </CertificateCard>
      {isDeleting && (
        <ConfirmLoss
          title={t('trust:delete_title', { name })}
          act={t('trust:delete_intermediate_act')}
          losses={
            count === undefined
              ? undefined
              : [
                  t('trust:lose_intermediate', { name }),
                  t('trust:lose_trust'),
                  ...(count > 0 ? [t('trust:lose_responders', { count })] : []),
                ]
          }
          keeps={[t('trust:keeps_publication')]}
          typed={name}
          call={call('delete', '/intermediate-cas/{intermediate_ca_id}', { path })}
          permissions={['DELETE_APPROVED_CA']}
          onClose={close}
          onDone={() => {
            announce(t('trust:intermediate_deleted'));
            close();
          }}
        />
      )}
    </Box>
  );
}

function NewIntermediate({ service, onClose }: { readonly service: number; readonly onClose: () => void }) {
  const { t } = useTexts();
  const [certificate, setCertificate] = useState<File>();
  const [isSent, setSent] = useState(false);
  return (
    <FormDialog title={t('trust:add_intermediate')} onClose={onClose}>
      <CheckedForm
        submit={t('trust:add_intermediate')}
        check={{ kind: 'intermediate_ca', certificate }}
        call={upload(
          'post',
          '/certification-services/{certification_service_id}/intermediate-cas',
          { path: { certification_service_id: service } },
          { certificate },
        )}
        permissions={['ADD_APPROVED_CA']}
        isReady={certificate !== undefined}
        onSent={() => {
          setSent(true);
        }}
        onDone={() => {
          announce(t('trust:intermediate_added'));
          onClose();
        }}
        onCancel={onClose}
      >
        <FileField
          label={t('trust:intermediate_certificate')}
          help={t('trust:intermediate_help')}
          file={certificate}
          accept={CERTIFICATE_FILES}
          onChange={setCertificate}
          {...{ isSent, isRequired: true }}
        />
      </CheckedForm>
    </FormDialog>
  );
}
