import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { serverPath } from '../../api/paths.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { RowMenu } from '../../design/row-menu.tsx';
import { StateWord } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EditOne } from '../edit-one.tsx';
import { subsystemsOf, useMember } from './member.ts';
import { NewSubsystem } from './new-subsystem.tsx';
import { SubsystemDeletion, Unregistration } from './subsystem-losses.tsx';

type Subsystem = Schemas['Subsystem'];
type Open =
  | { readonly what: 'new' }
  | { readonly what: 'rename' | 'delete'; readonly subsystem: Subsystem }
  | { readonly what: 'unregister'; readonly subsystem: Subsystem; readonly server: Server };
type Server = NonNullable<Subsystem['used_security_servers']>[number];

export const codeOf = ({ subsystem_id: id }: Subsystem): string => id.subsystem_code ?? '';
/** One without a name is known by its code. */
const nameOf = (subsystem: Subsystem): string => subsystem.subsystem_name ?? codeOf(subsystem);
export const idOf = ({ subsystem_id: id }: Subsystem): string => id.encoded_id ?? '';

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { id, subsystems } = useMember();
  const state = useListState({ sort: 'name' });
  const [open, setOpen] = useState<Open>();
  const close = (): void => {
    setOpen(undefined);
  };
  const columns = useColumns();
  const page = subsystems.data === undefined ? undefined : localPage(subsystems.data, columns, state);
  const add = may('ADD_MEMBER_SUBSYSTEM') && (
    <Button
      startIcon={<Icon name="add" />}
      onClick={() => {
        setOpen({ what: 'new' });
      }}
    >
      {t('members:add_subsystem')}
    </Button>
  );
  const actionsOf = (subsystem: Subsystem) => [
    ...(may('EDIT_MEMBER_SUBSYSTEM')
      ? [
          {
            text: t('members:rename'),
            run: () => {
              setOpen({ what: 'rename', subsystem });
            },
          },
        ]
      : []),
    ...(may('UNREGISTER_SUBSYSTEM') ? subsystem.used_security_servers : []).map((server) => ({
      text: t('members:unregister', { server: server.server_code ?? '' }),
      isDestructive: true,
      run: () => {
        setOpen({ what: 'unregister', subsystem, server });
      },
    })),
    ...(may('REMOVE_MEMBER_SUBSYSTEM')
      ? [
          {
            text: t('members:delete'),
            isDestructive: true,
            run: () => {
              setOpen({ what: 'delete', subsystem });
            },
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable
        name={t('members:subsystems')}
        {...{ columns, state }}
        source={{ ...subsystems, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={idOf}
        rowActions={(subsystem) => <RowMenu of={codeOf(subsystem)} actions={actionsOf(subsystem)} />}
        searchHint={t('members:subsystem_name')}
        tools={
          <>
            <ApiCallButton call={subsystemsOf(id)} permissions={['VIEW_MEMBER_DETAILS']} />
            {!isBare(state, page?.rows) && add}
          </>
        }
        empty={{ title: t('members:no_subsystems'), teach: t('members:no_subsystems_teach'), action: add }}
      />
      {open?.what === 'new' && <NewSubsystem member={id} onClose={close} />}
      {open?.what === 'rename' && (
        <EditOne
          title={t('members:rename_subsystem', { code: codeOf(open.subsystem) })}
          label={t('members:subsystem_name')}
          of={call('get', '/drum/subsystems/{subsystem_id}', { path: { subsystem_id: idOf(open.subsystem) } })}
          nameOf={({ subsystem_name: name = '' }) => name}
          callOf={(subsystem_name) =>
            call('patch', '/subsystems/{subsystem_id}', {
              path: { subsystem_id: idOf(open.subsystem) },
              body: { subsystem_name },
            })
          }
          permissions={['EDIT_MEMBER_SUBSYSTEM']}
          done={t('members:renamed')}
          onClose={close}
        />
      )}
      {open?.what === 'delete' && <SubsystemDeletion subsystem={open.subsystem} onClose={close} />}
      {open?.what === 'unregister' && <Unregistration {...open} onClose={close} />}
    </>
  );
}

function useColumns(): readonly Column<Subsystem>[] {
  const { t } = useTexts();
  return [
    {
      ...{ id: 'name', title: t('members:subsystem_name'), sort: 'name', text: nameOf },
      cell: (subsystem) => (
        <Box component="span" sx={{ fontWeight: 600 }}>
          {nameOf(subsystem)}
        </Box>
      ),
    },
    {
      ...{ id: 'code', title: t('members:subsystem_code'), sort: 'code', text: codeOf },
      cell: (subsystem) => <code>{codeOf(subsystem)}</code>,
    },
    {
      ...{ id: 'servers', title: t('members:used_servers') },
      text: ({ used_security_servers: servers }) => servers.map(({ server_code: code }) => code).join(' '),
      cell: ({ used_security_servers: servers }) =>
        servers.length === 0 ? (
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {t('members:no_servers_used')}
          </Box>
        ) : (
          <Box component="span" sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
            {servers.map((server) => (
              <Box
                component="span"
                key={server.encoded_id}
                sx={{ display: 'inline-flex', gap: 1, alignItems: 'center' }}
              >
                <Link component={RouterLink} to={serverPath(server.encoded_id ?? '')}>
                  {server.server_code}
                </Link>
                <ClientState status={server.status} />
              </Box>
            ))}
          </Box>
        ),
    },
  ];
}

/** A client's state at a server, as X-Road names it. */
function ClientState({ status }: { readonly status: string | undefined }) {
  const isWell = status === undefined || status === 'APPROVED' || status === 'REGISTERED';
  return isWell ? <StateWord state="ok" /> : <StateWord state="attention" />;
}
