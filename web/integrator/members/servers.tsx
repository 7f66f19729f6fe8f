import Box from '@mui/material/Box';
import type { Call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { serverPath } from '../../api/paths.ts';
import { useAnswer, type Answered } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { localPage, useListState } from '../../design/list-state.ts';
import { useTexts } from '../../texts/texts.ts';
import { ownedServersOf, usedServersOf, useMember } from './member.ts';

type Server = Schemas['SecurityServer'];

const ownerOf = ({ owner_name: name = '' }: Server): string => name;

export function Component() {
  const { t } = useTexts();
  const { id, owned } = useMember();
  const found = usedServersOf(id);
  const used = useAnswer(found);
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <Servers
        name="owned"
        title={t('members:owned')}
        none={t('members:no_owned')}
        call={ownedServersOf(id)}
        answered={owned}
      />
      <Servers name="used" title={t('members:used')} none={t('members:no_used')} call={found} answered={used} />
    </Box>
  );
}

interface ServersProps {
  /** What the member owns has no owner to be told. */
  readonly name: 'owned' | 'used';
  readonly title: string;
  readonly none: string;
  readonly call: Call;
  readonly answered: Answered<readonly Server[]>;
}

function Servers({ name, title, none, call, answered }: ServersProps) {
  const { t } = useTexts();
  const state = useListState({ sort: 'code' }, `${name}-`);
  const columns: readonly Column<Server>[] = [
    { id: 'code', title: t('servers:code'), sort: 'code', text: ({ server_id: id }) => id.server_code },
    ...(name === 'owned'
      ? []
      : [{ id: 'owner', title: t('servers:owner'), sort: 'owner', text: ownerOf } satisfies Column<Server>]),
    { id: 'address', title: t('servers:address'), text: ({ server_address: address }) => address },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  return (
    <Box component="section">
      <Box component="h2" sx={{ fontSize: 20, m: 0, mb: 1 }}>
        {title}
      </Box>
      <DataTable
        name={title}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ server_id: id }) => id.encoded_id ?? ''}
        linkOf={({ server_id: id }) => serverPath(id.encoded_id ?? '')}
        tools={<ApiCallButton call={call} permissions={['VIEW_MEMBER_DETAILS']} />}
        empty={{ title: none, teach: t('members:no_servers_teach') }}
      />
    </Box>
  );
}
