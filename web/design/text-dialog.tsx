import { useState } from 'react';
import { seen, type Call } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { announce } from './announcer.tsx';
import { useSeenState } from './conflict.tsx';
import { Form } from './form.tsx';
import { FormDialog } from './form-dialog.tsx';
import { TextInput } from './identifier-field.tsx';
import { useTexts } from '../texts/texts.ts';

export interface TextDialogProps {
  readonly title: string;
  readonly label: string;
  readonly help?: string;
  readonly name: string;
  /** Of what is edited, as it was shown. */
  readonly etag?: string | undefined;
  readonly callOf: (name: string) => Call;
  readonly permissions: readonly string[];
  /** What is said when it is done. */
  readonly done: string;
  readonly onClose: () => void;
}

/** Another name, description or address: one text. */
export function TextDialog(props: TextDialogProps) {
  const { title, label, help, name, etag, callOf, permissions, done, onClose } = props;
  const { t } = useTexts();
  const [text, setText] = useState(name);
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(done);
    onClose();
  });
  const state = useSeenState(etag, change.problem);
  const call = seen(callOf(text.trim()), state);
  const names = Object.fromEntries(Object.keys(call.request.body ?? {}).map((field) => [field, label]));
  return (
    <FormDialog {...{ title, onClose }}>
      <Form
        submit={t('common:save')}
        {...{ call, permissions, names, isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (text.trim() !== '') change.run(call);
        }}
      >
        <TextInput {...{ label, help, value: text, onChange: setText, isSent, isRequired: true, autoFocus: true }} />
      </Form>
    </FormDialog>
  );
}
