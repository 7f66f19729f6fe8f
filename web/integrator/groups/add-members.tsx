import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { groupPath } from '../../api/paths.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { formatNumber } from '../../design/formats.ts';
import { pagingOf, useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { nameOfGroup } from './group-names.ts';

type Client = Schemas['Client'];

const idOf = ({ client_id: id }: Client): string => id.encoded_id ?? '';

export function Component() {
  const { t, language } = useTexts();
  const navigate = useNavigate();
  const { code = '' } = useParams();
  const state = useListState({ sort: 'member_name' });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const answered = useAnswer(
    call('get', '/clients', { query: { q: state.q, excluding_group: code, paging_sorting: pagingOf(state) } }),
    { keepsPrevious: true },
  );
  const group = useAnswer(call('get', '/global-groups/{group_code}', { path: { group_code: code } }));
  const change = useChange(() => {
    announce(t('groups:members_added'));
    void navigate(groupPath(code));
  });
  const add = call('post', '/global-groups/{group_code}/members/add', {
    path: { group_code: code },
    body: { items: [...chosen] },
  });
  const columns: readonly Column<Client>[] = [
    {
      ...{ id: 'name', title: t('groups:member'), sort: 'member_name', text: ({ member_name: name = '' }) => name },
      cell: (client) => (
        <Box component="label" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, cursor: 'pointer' }}>
          <Checkbox
            checked={chosen.has(idOf(client))}
            slotProps={{ input: { 'aria-label': t('groups:choose_it', { name: idOf(client) }) } }}
            onChange={(_event, isChosen) => {
              setChosen(
                isChosen
                  ? new Set([...chosen, idOf(client)])
                  : new Set([...chosen].filter((id) => id !== idOf(client))),
              );
            }}
          />
          {client.member_name ?? idOf(client)}
        </Box>
      ),
    },
    {
      ...{ id: 'subsystem', title: t('members:subsystem') },
      text: ({ client_id: id, subsystem_name: name }) => name ?? id.subsystem_code ?? t('members:member_itself'),
    },
    { id: 'id', title: t('groups:member_id'), text: idOf, cell: (client) => <code>{idOf(client)}</code> },
  ];
  const { description = code } = group.data ?? {};
  return (
    <>
      <PageHeader title={t('groups:add_to', { name: nameOfGroup({ code, description }, t) })} />
      <DataTable
        name={t('groups:choose')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.clients, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={idOf}
        searchHint={t('groups:search_members')}
        empty={{ title: t('groups:nobody'), teach: t('groups:nobody_teach') }}
      />
      <Box
        sx={{ display: 'grid', gap: 2, mt: 2, position: 'sticky', bottom: 0, py: 1.5, bgcolor: 'background.default' }}
      >
        {change.problem !== undefined && <ErrorPanel problem={change.problem} />}
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
          <ActButton
            disabled={chosen.size === 0}
            isRunning={change.isRunning}
            onClick={() => {
              change.run(add);
            }}
          >
            {t('groups:chosen', { number: formatNumber(chosen.size, language) })}
          </ActButton>
          <Button onClick={() => void navigate(groupPath(code))}>{t('common:cancel')}</Button>
          <Box sx={{ flex: 1 }} />
          <ApiCallButton call={add} permissions={['ADD_AND_REMOVE_GROUP_MEMBERS']} />
        </Box>
      </Box>
    </>
  );
}
