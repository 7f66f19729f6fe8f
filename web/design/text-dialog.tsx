import { useState } from 'react';
import type { Call } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { announce } from './announcer.tsx';
import { Form } from './form.tsx';
import { FormDialog } from './form-dialog.tsx';
import { TextInput } from './identifier-field.tsx';
import { useTexts } from '../texts/texts.ts';

interface TextDialogProps {
  readonly title: string;
  readonly label: string;
  readonly help?: string;
  readonly name: string;
  readonly callOf: (name: string) => Call;
  readonly permissions: readonly string[];
  /** What is said when it is done. */
  readonly done: string;
  readonly onClose: () => void;
}

/** Another name, description or address: one text. */
export function TextDialog({ title, label, help, name, callOf, permissions, done, onClose }: TextDialogProps) {
  const { t } = useTexts();
  const [text, setText] = useState(name);
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(done);
    onClose();
  });
  const call = callOf(text.trim());
  return (
    <FormDialog {...{ title, onClose }}>
      <Form
        submit={t('common:save')}
        {...{ call, permissions, isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
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
