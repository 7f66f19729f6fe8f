import Box from '@mui/material/Box';
import { useState } from 'react';
import { call, make } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { queryClient, useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { IdentifierField, TextInput } from '../../design/identifier-field.tsx';
import { faultOf } from '../../design/identifiers.ts';
import { useAct } from '../../design/sign-in.tsx';
import { useTexts } from '../../texts/texts.ts';

/** The class of whoever keeps the network. */
const CLASS = 'GOV';
const SUBSYSTEM = 'management';
const PERMISSIONS = ['ADD_NEW_MEMBER', 'ADD_MEMBER_SUBSYSTEM', 'VIEW_SYSTEM_SETTINGS'];

/** Name and ЕИК of whoever provides the management services; member and subsystem are made of them. */
export function ManagementMember({ instance }: { readonly instance: string }) {
  const { t } = useTexts();
  const may = useRights();
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [isSent, setSent] = useState(false);
  const classes = useAnswer(may('VIEW_MEMBER_CLASSES') ? call('get', '/member-classes', {}) : undefined);
  const memberClass = classes.data?.find((each) => each.code === CLASS)?.code ?? classes.data?.[0]?.code ?? CLASS;
  const { run, isRunning, problem } = useAct();
  if (!PERMISSIONS.every(may)) return <Box>{t('setup:member_roles')}</Box>;
  const id = { member_class: memberClass, member_code: code };
  const member = call('post', '/members', { body: { member_id: id, member_name: name.trim() } });
  const add = async (): Promise<void> => {
    await unlessThere(make(member));
    await unlessThere(
      make(
        call('post', '/subsystems', {
          body: { subsystem_id: { ...id, subsystem_code: SUBSYSTEM }, subsystem_name: MANAGEMENT_NAME },
        }),
      ),
    );
    const provider = [instance, memberClass, code, SUBSYSTEM].join(':');
    await make(call('patch', '/management-services-configuration', { body: { service_provider_id: provider } }));
    announce(t('setup:member_added'));
    await queryClient.invalidateQueries();
  };
  return (
    <Box sx={{ width: '100%' }}>
      <Form
        submit={t('setup:add_member')}
        call={member}
        permissions={PERMISSIONS}
        {...{ isRunning, problem }}
        onSubmit={() => {
          setSent(true);
          if (name.trim() !== '' && faultOf(code) === undefined) run(add);
        }}
      >
        <TextInput label={t('members:name')} value={name} onChange={setName} {...{ isSent, isRequired: true }} />
        <IdentifierField
          kind="member"
          label={t('members:code')}
          help={t('members:code_help')}
          value={code}
          onChange={setCode}
          whole={[instance, memberClass, code, SUBSYSTEM].join(':')}
          isSent={isSent}
        />
      </Form>
    </Box>
  );
}

/** Data, not a text of the screens. */
const MANAGEMENT_NAME = 'Услуги за управление на мрежата';

/** What was added before the first try failed is there already. */
async function unlessThere(adding: Promise<unknown>): Promise<void> {
  try {
    await adding;
  } catch (error) {
    if (!(error instanceof Problem) || !/^(member|subsystem)_exists$/.test(error.code)) throw error;
  }
}
