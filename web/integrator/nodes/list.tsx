import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { localPage, useListState } from '../../design/list-state.ts';
import { StateIcon, StateWord, type State } from '../../design/status.tsx';
import { TextDialog } from '../../design/text-dialog.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts, type Translate } from '../../texts/texts.ts';
import { SettingsHeader } from '../settings/header.tsx';

type Node = Schemas['HighAvailabilityClusterNode'];
type Cluster = Schemas['HighAvailabilityClusterStatus'];

/** How often a node may have published anew. */
const ASKED_EVERY_MS = 15_000;

const STATES = { OK: 'ok', WARN: 'attention', ERROR: 'stopped', UNKNOWN: 'unknown' } as const satisfies Record<
  NonNullable<Node['status']>,
  State
>;

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'node' });
  const [isMoving, setMoving] = useState(false);
  const found = call('get', '/system/high-availability-cluster/status', {});
  const answered = useAnswer(found, { everyMs: ASKED_EVERY_MS });
  const { data } = useAnswer(call('get', '/system/status', {}));
  const version = useAnswer(call('get', '/system/version', {}));
  const nodes = (answered.data?.nodes ?? []) as readonly Node[];
  const columns = columnsOf(t, answered.data?.node_name);
  const page = answered.data === undefined ? undefined : localPage(nodes, columns, state);
  const address = data?.initialization_status?.central_server_address;
  const move = may('EDIT_CENTRAL_SERVER_ADDRESS') && address !== undefined && address !== '' && (
    <Button
      onClick={() => {
        setMoving(true);
      }}
    >
      {t('nodes:change_address')}
    </Button>
  );
  return (
    <>
      <SettingsHeader title={t('settings:nodes')} action={move} />
      {answered.data !== undefined && (
        <Summary cluster={answered.data} nodes={nodes} version={version.data?.info ?? ''} />
      )}
      <DataTable
        name={t('settings:nodes')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ node_name: name = '' }) => name}
        searchHint={t('nodes:search')}
        tools={<ApiCallButton call={found} permissions={['VIEW_VERSION']} />}
        empty={{ title: t('nodes:empty'), teach: t('nodes:empty_teach') }}
      />
      {isMoving && (
        <TextDialog
          title={t('nodes:change_title')}
          label={t('nodes:address')}
          help={t('nodes:address_help')}
          name={address ?? ''}
          callOf={(text) => call('put', '/system/server-address', { body: { central_server_address: text } })}
          permissions={['EDIT_CENTRAL_SERVER_ADDRESS']}
          done={t('nodes:address_changed')}
          onClose={() => {
            setMoving(false);
          }}
        />
      )}
    </>
  );
}

interface SummaryProps {
  readonly cluster: Cluster;
  readonly nodes: readonly Node[];
  readonly version: string;
}

/** How all of them do, in a sentence. */
function Summary({ cluster, nodes, version }: SummaryProps) {
  const { t } = useTexts();
  const late = nodes.filter(({ status }) => status !== 'OK').length;
  const isUnknown = nodes.every(({ status }) => status === 'OK' || status === 'UNKNOWN');
  return (
    <Paper sx={{ p: 2, mb: 2, display: 'grid', gap: 0.5 }} data-nodes={cluster.all_nodes_ok}>
      <Box sx={{ display: 'flex', gap: 1, fontWeight: 620 }}>
        <StateIcon state={cluster.all_nodes_ok === true ? 'ok' : isUnknown ? 'unknown' : 'attention'} />
        <span>
          {cluster.all_nodes_ok === true
            ? t('nodes:all_ok')
            : isUnknown
              ? t('nodes:not_known')
              : t('nodes:not_ok', { count: late })}
        </span>
      </Box>
      <Box sx={{ color: 'text.secondary', maxWidth: '72ch' }}>
        {cluster.is_ha_configured === true ? t('nodes:several', { name: cluster.node_name ?? '' }) : t('nodes:single')}
      </Box>
      {version !== '' && (
        <Box sx={{ color: 'text.secondary' }}>
          {t('nodes:version')} {version}
        </Box>
      )}
    </Paper>
  );
}

const columnsOf = (t: Translate, own: string | undefined): readonly Column<Node>[] => [
  {
    ...{ id: 'node', title: t('nodes:node'), sort: 'node', text: ({ node_name: name = '' }) => name },
    cell: ({ node_name: name = '' }) => (
      <>
        <Box component="span" sx={{ fontWeight: 600 }} translate="no">
          {name}
        </Box>
        {name === own && ` (${t('nodes:this')})`}
      </>
    ),
  },
  {
    ...{ id: 'address', title: t('nodes:address'), sort: 'address' },
    text: ({ node_address: address = '' }) => (address === '' ? t('nodes:no_address') : address),
  },
  {
    ...{ id: 'published', title: t('nodes:published'), sort: 'published', width: 320 },
    text: ({ configuration_generated: at }) => at ?? t('nodes:never'),
    cell: ({ configuration_generated: at }) => (at === undefined ? t('nodes:never') : <Time at={at} relative />),
  },
  {
    ...{ id: 'state', title: t('nodes:state'), sort: 'state', width: 170 },
    text: ({ status = 'UNKNOWN' }) => t(`nodes:status_${status}`),
    cell: ({ status = 'UNKNOWN' }) => <StateWord state={STATES[status]} text={t(`nodes:status_${status}`)} />,
  },
];
