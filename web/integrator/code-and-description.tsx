import { useState } from 'react';
import type { Call } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { announce } from '../design/announcer.tsx';
import { Form } from '../design/form.tsx';
import { FormDialog } from '../design/form-dialog.tsx';
import { IdentifierField, TextInput } from '../design/identifier-field.tsx';
import { faultOf, type IdentifierKind } from '../design/identifiers.ts';

interface CodeAndDescriptionProps {
  readonly kind: IdentifierKind;
  readonly title: string;
  readonly codeLabel: string;
  readonly codeHelp: string;
  readonly descriptionLabel: string;
  readonly callOf: (body: { readonly code: string; readonly description: string }) => Call;
  readonly permissions: readonly string[];
  readonly done: string;
  readonly onClose: () => void;
}

/** Adds what has a code and a description: a global group, a class. */
export function CodeAndDescription(props: CodeAndDescriptionProps) {
  const { kind, title, codeLabel, codeHelp, descriptionLabel, callOf, permissions, done, onClose } = props;
  const [code, setCode] = useState('');
  const [description, setDescription] = useState('');
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(done);
    onClose();
  });
  const call = callOf({ code, description: description.trim() });
  return (
    <FormDialog {...{ title, onClose }}>
      <Form
        submit={title}
        {...{ call, permissions, isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (faultOf(code) === undefined && description.trim() !== '') change.run(call);
        }}
      >
        <IdentifierField
          {...{ kind, label: codeLabel, help: codeHelp, value: code, onChange: setCode, isSent, autoFocus: true }}
        />
        <TextInput
          {...{ label: descriptionLabel, value: description, onChange: setDescription, isSent, isRequired: true }}
        />
      </Form>
    </FormDialog>
  );
}
