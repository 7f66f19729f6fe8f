import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Call } from '../../api/client.ts';
import { seen } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { useSeenState } from '../../design/conflict.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { dayOf } from '../../design/calendar.ts';
import { DayField, InForce, useToday, ValidityText, type Validity } from './day.tsx';

interface EntryPageProps {
  readonly kind: string;
  readonly name: string;
  readonly entry: Validity & { readonly id: string };
  readonly etag: string | undefined;
  readonly rows: readonly Fact[];
  readonly list: string;
  readonly edit: string;
  readonly endCall: (day: string) => Call;
  readonly deleteCall: Call;
}

/** A legal basis or a purpose: what it says, and what is done with it. */
export function EntryPage(props: EntryPageProps) {
  const { kind, name, entry, etag, rows, list, edit, endCall, deleteCall } = props;
  const { t } = useTexts();
  const may = useRights();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'end' | 'delete'>();
  const close = (): void => {
    setOpen(undefined);
  };
  const actions = [
    { text: t('bases:edit'), run: () => void navigate(edit) },
    {
      text: t('bases:end'),
      run: () => {
        setOpen('end');
      },
    },
    {
      text: t('bases:delete'),
      isDestructive: true,
      run: () => {
        setOpen('delete');
      },
    },
  ];
  return (
    <>
      <EntityHeader
        {...{ kind, name, id: entry.id }}
        status={<InForce {...entry} />}
        actions={may('EDIT_LEGAL_BASES') ? actions : []}
      />
      <Section title={t('bases:content')}>
        <Facts
          facts={[...rows, [t('bases:validity'), <ValidityText {...entry} />]]}
          valueLook={{ whiteSpace: 'pre-wrap', maxWidth: '72ch' }}
        />
      </Section>
      {open === 'end' && <End {...{ entry, etag, endCall }} onClose={close} />}
      {open === 'delete' && (
        <ConfirmLoss
          title={t('bases:delete_title', { name })}
          act={t('bases:delete_act')}
          losses={[t('bases:lose', { name }), t('bases:lose_meaning')]}
          keeps={[t('bases:keeps')]}
          typed={entry.id}
          call={deleteCall}
          permissions={['EDIT_LEGAL_BASES']}
          onClose={close}
          onDone={() => {
            announce(t('bases:deleted'));
            void navigate(list);
          }}
        />
      )}
    </>
  );
}

type EndProps = Pick<EntryPageProps, 'entry' | 'etag' | 'endCall'> & { readonly onClose: () => void };

function End({ entry, etag, endCall, onClose }: EndProps) {
  const { t } = useTexts();
  const today = useToday();
  const [day, setDay] = useState(entry.valid_to ?? today);
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('bases:ended'));
    onClose();
  });
  const call = seen(endCall(day), useSeenState(etag, change.problem));
  return (
    <FormDialog title={t('bases:end')} onClose={onClose}>
      <Form
        submit={t('common:save')}
        {...{ call, permissions: ['EDIT_LEGAL_BASES'], isRunning: change.isRunning, problem: change.problem }}
        onCancel={onClose}
        onSubmit={() => {
          setSent(true);
          if (dayOf(day) !== undefined && day >= entry.valid_from) change.run(call);
        }}
      >
        <DayField
          label={t('bases:last_day')}
          help={t('bases:last_day_help')}
          value={day}
          onChange={setDay}
          fault={dayOf(day) !== undefined && day < entry.valid_from ? t('bases:before_beginning') : undefined}
          {...{ isSent, isRequired: true }}
        />
      </Form>
    </FormDialog>
  );
}
