import type { Schemas } from '../../api/definitions/all.d.ts';
import { memberPath } from '../../api/paths.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { Copyable } from '../../design/copyable.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { localPage, useListState } from '../../design/list-state.ts';
import { useTexts } from '../../texts/texts.ts';
import { clientsOf, useServer } from './server.ts';

type Client = Schemas['Client'];

const idOf = ({ client_id: id }: Client): string => id.encoded_id ?? '';

export function Component() {
  const { t } = useTexts();
  const { id: server, clients } = useServer();
  const state = useListState({ sort: 'name' });
  const columns: readonly Column<Client>[] = [
    { id: 'name', title: t('servers:client'), sort: 'name', text: (client) => client.member_name ?? idOf(client) },
    {
      id: 'subsystem',
      title: t('members:subsystem'),
      sort: 'subsystem',
      text: ({ client_id: id, subsystem_name: name }) => name ?? id.subsystem_code ?? t('members:member_itself'),
    },
    {
      ...{ id: 'id', title: t('servers:client_id'), text: idOf },
      cell: (client) => <Copyable text={idOf(client)} what={t('common:identifier')} />,
    },
  ];
  const page = clients.data === undefined ? undefined : localPage(clients.data, columns, state);
  return (
    <DataTable
      name={t('servers:clients')}
      {...{ columns, state }}
      source={{ ...clients, rows: page?.rows, total: page?.total ?? 0 }}
      keyOf={idOf}
      linkOf={(client) => memberPath(idOf(client).split(':').slice(0, 3).join(':'))}
      searchHint={t('groups:search_members')}
      all={() => Promise.resolve(page?.all ?? [])}
      tools={<ApiCallButton call={clientsOf(server)} permissions={['VIEW_SECURITY_SERVER_DETAILS']} />}
      empty={{ title: t('servers:no_clients'), teach: t('servers:no_clients_teach') }}
    />
  );
}
