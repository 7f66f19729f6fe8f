import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call, seen } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Facts } from '../../design/facts.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useAuthority } from './authority.ts';

type Authority = Schemas['ApprovedCertificationService'];

const FIELDS = [
  'acme_server_directory_url',
  'acme_server_ip_address',
  'authentication_certificate_profile_id',
  'signing_certificate_profile_id',
] as const;

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { authority } = useAuthority();
  const [isOpen, setOpen] = useState(false);
  const edit = may('EDIT_APPROVED_CA') && (
    <Button
      onClick={() => {
        setOpen(true);
      }}
    >
      {t('trust:edit_acme')}
    </Button>
  );
  return (
    <Loaded of={authority}>
      {(shown) => (
        <>
          {(shown.acme_server_directory_url ?? '') === '' ? (
            <Paper>
              <EmptyState why="first" title={t('trust:no_acme')} teach={t('trust:no_acme_teach')} action={edit} />
            </Paper>
          ) : (
            <Section title={t('trust:acme')}>
              <Facts
                facts={FIELDS.map((field) => [
                  t(`trust:field_${field}`),
                  shown[field] === undefined || shown[field] === '' ? '–' : <code>{shown[field]}</code>,
                ])}
              />
              <Box sx={{ mt: 2 }}>{edit}</Box>
            </Section>
          )}
          {isOpen && (
            <EditAcme
              authority={shown}
              etag={authority.etag}
              onClose={() => {
                setOpen(false);
              }}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

interface EditAcmeProps {
  readonly authority: Authority;
  readonly etag: string | undefined;
  readonly onClose: () => void;
}

function EditAcme({ authority, etag, onClose }: EditAcmeProps) {
  const { t } = useTexts();
  const [seenAs] = useState(etag);
  const [draft, setDraft] = useState<Readonly<Record<(typeof FIELDS)[number], string>>>({
    acme_server_directory_url: authority.acme_server_directory_url ?? '',
    acme_server_ip_address: authority.acme_server_ip_address ?? '',
    authentication_certificate_profile_id: authority.authentication_certificate_profile_id ?? '',
    signing_certificate_profile_id: authority.signing_certificate_profile_id ?? '',
  });
  const change = useChange(() => {
    announce(t('trust:acme_changed'));
    onClose();
  });
  const edit = seen(
    call('patch', '/certification-services/{certification_service_id}', {
      path: { certification_service_id: authority.id },
      body: draft,
    }),
    seenAs,
  );
  return (
    <FormDialog title={t('trust:edit_acme')} onClose={onClose}>
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
        {FIELDS.map((field, index) => (
          <TextInput
            key={field}
            label={t(`trust:field_${field}`)}
            help={t(`trust:field_${field}_help`)}
            value={draft[field]}
            autoFocus={index === 0}
            onChange={(value) => {
              setDraft({ ...draft, [field]: value });
            }}
          />
        ))}
      </Form>
    </FormDialog>
  );
}
