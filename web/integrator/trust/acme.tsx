import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { useRights } from '../../api/rights.ts';
import { Code } from '../../design/code.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Facts } from '../../design/facts.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useAuthority } from './authority.ts';
import { EditPart, type EditedAuthority } from './edit-part.tsx';

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
  const isSetUp = (authority.data?.acme_server_directory_url ?? '') !== '';
  const edit = may('EDIT_APPROVED_CA') && (
    <Button
      onClick={() => {
        setOpen(true);
      }}
    >
      {t(isSetUp ? 'trust:change_acme' : 'trust:edit_acme')}
    </Button>
  );
  return (
    <Loaded of={authority}>
      {(shown) => (
        <>
          {!isSetUp ? (
            <Paper>
              <EmptyState why="first" title={t('trust:no_acme')} teach={t('trust:no_acme_teach')} action={edit} />
            </Paper>
          ) : (
            <Section title={t('trust:acme')}>
              <Facts
                facts={FIELDS.map((field) => [
                  t(`trust:field_${field}`),
                  shown[field] === undefined || shown[field] === '' ? '–' : <Code text={shown[field]} />,
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

function EditAcme(edited: EditedAuthority) {
  const { t } = useTexts();
  const { authority } = edited;
  const [draft, setDraft] = useState<Readonly<Record<(typeof FIELDS)[number], string>>>({
    acme_server_directory_url: authority.acme_server_directory_url ?? '',
    acme_server_ip_address: authority.acme_server_ip_address ?? '',
    authentication_certificate_profile_id: authority.authentication_certificate_profile_id ?? '',
    signing_certificate_profile_id: authority.signing_certificate_profile_id ?? '',
  });
  return (
    <EditPart {...edited} title={t('trust:edit_acme')} changed={t('trust:acme_changed')} body={draft}>
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
    </EditPart>
  );
}
