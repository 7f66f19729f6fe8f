import TextField from '@mui/material/TextField';
import { useId, useState, type ReactNode } from 'react';
import { upload, type Call } from '../../api/client.ts';
import type { FormFields } from '../../api/request.ts';
import { useChange } from '../../api/queries.ts';
import { CheckList } from '../../design/check-list.tsx';
import { FieldWithHelp, Form, LabelAbove } from '../../design/form.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { shownCheck, type FoundTrustCheck } from '../found-check.tsx';

const REASON_LENGTH_MAX = 1_000;

interface CheckedFormProps<Answer> {
  /** What the act is called. */
  readonly submit: string;
  /** What is checked before it. */
  readonly check: FormFields;
  readonly call: Call<Answer>;
  readonly permissions: readonly string[];
  /** Whether what is needed is filled in; the form has been sent. */
  readonly isReady: boolean;
  readonly onSent?: () => void;
  readonly onDone: (answer: Answer) => void;
  readonly onCancel: () => void;
  readonly cancel?: string;
  readonly children: ReactNode;
}

interface Judged {
  readonly fields: FormFields;
  readonly checks: readonly FoundTrustCheck[];
}

/** A form of a trust service: its first sending checks the service, its second saves it, with a reason where a check has failed. */
export function CheckedForm<Answer>(props: CheckedFormProps<Answer>) {
  const { submit, check, call, permissions, isReady, onSent, onDone, onCancel, cancel, children } = props;
  const { t } = useTexts();
  const id = useId();
  const [judged, setJudged] = useState<Judged>();
  const [reason, setReason] = useState('');
  const [isReasonWanted, setReasonWanted] = useState(false);
  const checking = upload('post', '/drum/trust/check', {}, check);
  const act = useChange<Answer>(onDone);
  const first = useChange<{ readonly checks: readonly FoundTrustCheck[] }>(({ checks }) => {
    act.forget();
    setReasonWanted(false);
    setJudged({ fields: check, checks });
  });
  const accepting = useChange<unknown>(() => {
    act.run(call);
  });
  // What was found holds for what was checked alone.
  const checks = judged !== undefined && areSame(judged.fields, check) ? judged.checks : undefined;
  const hasFailed = checks?.some(({ outcome }) => outcome === 'failed') ?? false;
  const send = (): void => {
    onSent?.();
    if (!isReady) return;
    if (checks === undefined) first.run(checking);
    else if (!hasFailed) act.run(call);
    else if (reason.trim() === '') setReasonWanted(true);
    else accepting.run(upload('post', '/drum/trust/check', {}, { ...check, accepted_because: reason.trim() }));
  };
  return (
    <Form
      submit={checks === undefined ? t('trust:check') : submit}
      call={checks === undefined ? checking : call}
      permissions={permissions}
      isRunning={act.isRunning || first.isRunning || accepting.isRunning}
      problem={checks === undefined ? first.problem : (accepting.problem ?? act.problem)}
      onSubmit={send}
      onCancel={onCancel}
      cancel={cancel}
    >
      {children}
      {checks !== undefined && (
        <Section title={t('trust:checks')}>
          <CheckList
            checks={checks.map((found) =>
              shownCheck(found, t(`trust:check_${found.name}`), t(`trust:check_${found.name}_means`)),
            )}
          />
        </Section>
      )}
      {hasFailed && (
        <FieldWithHelp help={t('trust:reason_help')}>
          <LabelAbove id={id} label={t('trust:reason')} isRequired>
            <TextField
              id={id}
              value={reason}
              required
              multiline
              minRows={2}
              error={isReasonWanted && reason.trim() === ''}
              helperText={isReasonWanted && reason.trim() === '' ? t('fields:empty') : undefined}
              slotProps={{ htmlInput: { maxLength: REASON_LENGTH_MAX } }}
              onChange={({ target }) => {
                setReason(target.value);
              }}
            />
          </LabelAbove>
        </FieldWithHelp>
      )}
    </Form>
  );
}

const areSame = (one: FormFields, other: FormFields): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => one[name] === other[name]);
