import TextField from '@mui/material/TextField';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { seen, type Call } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { useSeenState } from '../../design/conflict.tsx';
import { FieldWithHelp, Form } from '../../design/form.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { dayOf } from '../../design/calendar.ts';
import { DayField } from './day.tsx';
import { isId } from './kinds.ts';

interface EntryField {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly isRequired: boolean;
  readonly isLong?: boolean;
}

export type Draft = Readonly<Record<string, string>>;

interface EntryFormProps {
  readonly title: string;
  /** The act of adding one. */
  readonly add: string;
  /** Absent: it is a new one. */
  readonly before?: Draft | undefined;
  readonly etag?: string | undefined;
  /** Beside its id and its days. */
  readonly fields: readonly EntryField[];
  /** What is empty is left out. */
  readonly callOf: (draft: Draft) => Call<{ readonly id: string }>;
  readonly pathOf: (id: string) => string;
  readonly list: string;
}

/** Adds or changes a legal basis or a purpose. */
export function EntryForm({ title, add, before, etag, fields, callOf, pathOf, list }: EntryFormProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(before ?? {});
  const [isSent, setSent] = useState(false);
  const valueOf = (name: string): string => draft[name] ?? '';
  const set = (name: string) => (value: string) => {
    setDraft({ ...draft, [name]: value });
  };
  const change = useChange<{ readonly id: string }>(({ id }) => {
    announce(t('bases:saved'));
    void navigate(pathOf(id));
  });
  const filledIn = Object.fromEntries(
    Object.entries(draft)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const seenAs = useSeenState(etag, change.problem);
  const call = seen(callOf(filledIn), before === undefined ? undefined : seenAs);
  const names = {
    ...Object.fromEntries(fields.map(({ name, label }) => [name, label])),
    ...{ valid_from: t('bases:first_day'), valid_to: t('bases:last_day') },
  };
  const [from, to] = [valueOf('valid_from'), valueOf('valid_to')];
  const isBackwards = dayOf(to) !== undefined && to < from;
  const isReady =
    isId(valueOf('id')) &&
    dayOf(from) !== undefined &&
    (to === '' || dayOf(to) !== undefined) &&
    !isBackwards &&
    fields.every(({ name, isRequired }) => !isRequired || valueOf(name).trim() !== '');
  return (
    <>
      <PageHeader title={title} />
      <Form
        submit={before === undefined ? add : t('common:save')}
        {...{ call, names, permissions: ['EDIT_LEGAL_BASES'], isRunning: change.isRunning, problem: change.problem }}
        onCancel={() => void navigate(before === undefined ? list : pathOf(valueOf('id')))}
        onSubmit={() => {
          setSent(true);
          if (isReady) change.run(call);
        }}
      >
        {before === undefined && (
          <FieldWithHelp help={t('bases:id_help')}>
            <IdInput value={valueOf('id')} onChange={set('id')} isSent={isSent} />
          </FieldWithHelp>
        )}
        {fields.map(({ name, label, help, isRequired, isLong = false }) =>
          isLong ? (
            <LongText key={name} {...{ label, help, isSent }} value={valueOf(name)} onChange={set(name)} />
          ) : (
            <TextInput key={name} {...{ label, help, isRequired, isSent }} value={valueOf(name)} onChange={set(name)} />
          ),
        )}
        <DayField
          label={t('bases:first_day')}
          help={t('bases:first_day_help')}
          value={from}
          onChange={set('valid_from')}
          {...{ isSent, isRequired: true }}
        />
        <DayField
          label={t('bases:last_day')}
          help={t('bases:last_day_help')}
          value={to}
          onChange={set('valid_to')}
          isSent={isSent}
          fault={isBackwards ? t('bases:before_beginning') : undefined}
        />
      </Form>
    </>
  );
}

interface InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isSent: boolean;
}

function IdInput({ value, onChange, isSent }: InputProps) {
  const { t } = useTexts();
  const [wasLeft, setLeft] = useState(false);
  const isWrong = (isSent || (wasLeft && value !== '')) && !isId(value);
  return (
    <TextField
      {...{ label: t('bases:id'), value, required: true, error: isWrong, autoFocus: true, autoComplete: 'off' }}
      helperText={isWrong ? t(value === '' ? 'fields:empty' : 'bases:id_rule') : undefined}
      slotProps={{ htmlInput: { spellCheck: false, translate: 'no', 'data-kind': 'legal-basis' } }}
      onChange={({ target }) => {
        onChange(target.value);
      }}
      onBlur={() => {
        setLeft(true);
      }}
    />
  );
}

const TEXT_LENGTH_MAX = 4_000;

function LongText(props: InputProps & { readonly label: string; readonly help?: ReactNode }) {
  const { label, help, value, onChange, isSent } = props;
  const { t } = useTexts();
  const isMissing = isSent && value.trim() === '';
  return (
    <FieldWithHelp help={help}>
      <TextField
        {...{ label, value, required: true, multiline: true, minRows: 4, error: isMissing }}
        helperText={isMissing ? t('fields:empty') : undefined}
        slotProps={{ htmlInput: { maxLength: TEXT_LENGTH_MAX } }}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      />
    </FieldWithHelp>
  );
}
