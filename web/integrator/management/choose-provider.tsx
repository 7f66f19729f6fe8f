import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { useTexts } from '../../texts/texts.ts';

/** More are found by typing on. */
const SHOWN_MAX = 8;

interface ChooseProviderProps {
  readonly present: string | undefined;
  readonly onClose: () => void;
}

/** Names another subsystem, found among those of all members. */
export function ChooseProvider({ present, onClose }: ChooseProviderProps) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(present ?? '');
  const [isSent, setSent] = useState(false);
  const found = useAnswer(
    call('get', '/clients', {
      query: { q: text.trim(), client_type: 'SUBSYSTEM', paging_sorting: { limit: SHOWN_MAX, offset: 0 } },
    }),
    { keepsPrevious: true },
  );
  const change = useChange(() => {
    announce(t('management:provider_changed'));
    onClose();
  });
  const name = call('patch', '/management-services-configuration', { body: { service_provider_id: chosen } });
  return (
    <FormDialog
      title={t(present === undefined ? 'management:first_provider' : 'management:change_provider')}
      onClose={onClose}
    >
      <Form
        submit={t('common:save')}
        call={name}
        permissions={['VIEW_SYSTEM_SETTINGS']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (chosen !== '') change.run(name);
        }}
      >
        <TextInput label={t('lists:search')} help={t('management:search')} value={text} onChange={setText} autoFocus />
        <Found {...{ clients: found.data?.clients ?? [], chosen, choose: setChosen }} />
        {isSent && chosen === '' && (
          <Box role="alert" sx={{ color: 'error.main', fontSize: 13 }}>
            {t('management:choose_provider')}
          </Box>
        )}
      </Form>
    </FormDialog>
  );
}

interface FoundProps {
  readonly clients: readonly Schemas['Client'][];
  readonly chosen: string;
  readonly choose: (id: string) => void;
}

function Found({ clients, chosen, choose }: FoundProps) {
  const { t } = useTexts();
  if (clients.length === 0) return <Box role="status">{t('management:nothing')}</Box>;
  return (
    <RadioGroup
      aria-label={t('management:choose_provider')}
      value={chosen}
      onChange={(_event, id) => {
        choose(id);
      }}
    >
      {clients.map(
        ({ client_id: { encoded_id: id = '', subsystem_code: code }, member_name: member, subsystem_name: name }) => (
          <FormControlLabel
            key={id}
            value={id}
            control={<Radio />}
            sx={{ alignItems: 'flex-start', '& .MuiRadio-root': { mt: '-6px' }, mb: 1 }}
            label={
              <>
                <div>{name ?? code}</div>
                <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{member}</Box>
                <Box component="code" sx={{ fontSize: 13, overflowWrap: 'anywhere' }}>
                  {id}
                </Box>
              </>
            }
          />
        ),
      )}
    </RadioGroup>
  );
}
