import type { Call } from '../api/client.ts';
import { useAnswer } from '../api/queries.ts';
import { ErrorPanel } from '../design/error-panel.tsx';
import { FormDialog } from '../design/form-dialog.tsx';
import { TextDialog, type TextDialogProps } from '../design/text-dialog.tsx';

interface EditOneProps<Shown> extends Omit<TextDialogProps, 'name' | 'etag'> {
  /** Shows the one that is edited: its list has no state of its own. */
  readonly of: Call<Shown>;
  readonly nameOf: (shown: Shown) => string;
}

/** Edits one of a list, as it is when somebody begins. */
export function EditOne<Shown>({ of, nameOf, ...dialog }: EditOneProps<Shown>) {
  const { data, etag, problem, again } = useAnswer(of);
  if (data !== undefined) return <TextDialog {...dialog} {...{ etag }} name={nameOf(data)} />;
  if (problem === undefined) return null;
  return (
    <FormDialog title={dialog.title} onClose={dialog.onClose}>
      <ErrorPanel {...{ problem, again }} />
    </FormDialog>
  );
}
