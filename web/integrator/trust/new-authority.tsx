import { useMutation, useQueryClient } from '@tanstack/react-query';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { make, upload } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { authorityPath } from '../../api/paths.ts';
import { problemOf } from '../../api/problem.ts';
import { announce } from '../../design/announcer.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { FileField } from '../../design/file-field.tsx';
import { Form } from '../../design/form.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { Steps } from '../../design/steps.tsx';
import { useTexts } from '../../texts/texts.ts';
import { CheckedForm } from './checked-form.tsx';
import { NewAuthoritySummary } from './new-authority-summary.tsx';
import { PROFILE_FIRST } from './profiles.ts';
import { CERTIFICATE_FILES, ResponderFields, type ResponderDraft } from './responder-fields.tsx';
import { SettingsFields, type AuthoritySettings } from './settings.tsx';

const LAST_STEP = 4;
const NO_RESPONDER: ResponderDraft = { url: '', cost: 'UNDEFINED', certificate: undefined };
const FIRST_SETTINGS: AuthoritySettings = { isAuthenticationOnly: false, profile: PROFILE_FIRST, csrFormat: 'DER' };

export function Component() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const [certificate, setCertificate] = useState<File>();
  const [settings, setSettings] = useState(FIRST_SETTINGS);
  const [responder, setResponder] = useState(NO_RESPONDER);
  const [isSent, setSent] = useState(false);
  const adding = useAdding(responder);
  // The address says the step; without a file there is but the first.
  const step = certificate === undefined ? 1 : Math.min(Math.max(Number(parameters.get('step') ?? 1), 1), LAST_STEP);
  const go = (to: number): void => {
    setSent(false);
    setParameters(to === 1 ? {} : { step: String(to) });
  };
  const url = responder.url.trim();
  const add = upload(
    'post',
    '/certification-services',
    {},
    {
      certificate,
      certificate_profile_info: settings.profile,
      tls_auth: String(settings.isAuthenticationOnly),
      default_csr_format: settings.csrFormat,
    },
  );
  const frame = {
    ...{ isRunning: false, problem: undefined, submit: t('common:next') },
    ...(step === 1 ? {} : { cancel: t('common:back') }),
    onCancel: () => {
      if (step === 1) void navigate('/trust/authorities');
      else go(step - 1);
    },
  };
  return (
    <>
      <PageHeader title={t('trust:new_ca')} />
      <Steps
        label={t('trust:new_ca')}
        titles={[t('trust:step_certificate'), t('trust:step_use'), t('trust:step_ocsp'), t('trust:step_check')]}
        at={step}
        onGo={go}
      >
        {step === 1 && (
          <Form
            {...frame}
            onSubmit={() => {
              setSent(true);
              if (certificate !== undefined) go(2);
            }}
          >
            <FileField
              label={t('trust:ca_certificate')}
              help={t('trust:ca_certificate_help')}
              file={certificate}
              accept={CERTIFICATE_FILES}
              onChange={setCertificate}
              {...{ isSent, isRequired: true }}
            />
          </Form>
        )}
        {step === 2 && (
          <Form
            {...frame}
            onSubmit={() => {
              go(3);
            }}
          >
            <SettingsFields settings={settings} onChange={setSettings} />
          </Form>
        )}
        {step === 3 && (
          <Form
            {...frame}
            onSubmit={() => {
              setSent(true);
              // A certificate alone is of no responder.
              if (url !== '' || responder.certificate === undefined) go(LAST_STEP);
            }}
          >
            <ResponderFields
              draft={responder}
              onChange={setResponder}
              isSent={isSent}
              isOptional
              isRequired={responder.certificate !== undefined}
            />
          </Form>
        )}
        {step === LAST_STEP && adding.problem === undefined && (
          <CheckedForm<Schemas['ApprovedCertificationService']>
            submit={t('trust:add_ca')}
            check={{ kind: 'certification_service', certificate, url }}
            call={add}
            permissions={['ADD_APPROVED_CA']}
            isReady={!adding.isRunning}
            onCancel={frame.onCancel}
            cancel={t('common:back')}
            onDone={({ id }) => {
              adding.run(id);
            }}
          >
            <NewAuthoritySummary {...{ certificate, settings, responder }} />
          </CheckedForm>
        )}
        {adding.problem !== undefined && (
          <Box sx={{ display: 'grid', gap: 1.5 }}>
            {t('trust:added_without_responder')}
            <ErrorPanel
              problem={adding.problem}
              step={
                <Button component={Link} to={`${authorityPath(adding.id)}/ocsp`}>
                  {t('trust:to_responders')}
                </Button>
              }
            />
          </Box>
        )}
      </Steps>
    </>
  );
}

/** What is added after the authority: its responder, if there is one. Then its page is shown. */
function useAdding({ url, cost, certificate }: ResponderDraft) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: async (id: number) => {
      if (url.trim() === '') return;
      const path = { certification_service_id: id };
      const form = { url: url.trim(), cost_type: cost, certificate };
      await make(upload('post', '/certification-services/{certification_service_id}/ocsp-responders', { path }, form));
    },
    onSuccess: (_nothing, id) => {
      announce(t('trust:ca_added'));
      void navigate(authorityPath(id));
      void client.invalidateQueries();
    },
  });
  return {
    id: mutation.variables ?? 0,
    isRunning: mutation.isPending,
    problem: mutation.error === null ? undefined : problemOf(mutation.error),
    run: (id: number): void => {
      mutation.mutate(id);
    },
  };
}
