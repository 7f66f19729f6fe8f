import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call, download } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { problemOf, type Problem } from '../../api/problem.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { formatFours } from '../../design/formats.ts';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { RowMenu } from '../../design/row-menu.tsx';
import { saveFile } from '../../design/save-file.ts';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { UploadAnchor } from './upload.tsx';

type Anchor = Schemas['TrustedAnchor'];

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'instance' });
  const [isUploading, setUploading] = useState(false);
  const [lost, setLost] = useState<Anchor>();
  const [problem, setProblem] = useState<Problem>();
  const found = call('get', '/trusted-anchors', {});
  const answered = useAnswer(found);
  const columns: readonly Column<Anchor>[] = [
    {
      ...{ id: 'instance', title: t('federation:instance'), sort: 'instance', width: 180 },
      text: ({ instance_identifier: instance }) => instance,
      cell: ({ instance_identifier: instance }) => (
        <Box component="code" sx={{ fontWeight: 600 }}>
          {instance}
        </Box>
      ),
    },
    {
      ...{ id: 'generated', title: t('federation:generated'), sort: 'generated', width: 200 },
      text: ({ generated_at: at = '' }) => at,
      cell: ({ generated_at: at }) => (at === undefined ? '–' : <Time at={at} />),
    },
    {
      ...{ id: 'hash', title: t('federation:hash'), text: ({ hash }) => hash },
      cell: ({ hash }) => <Copyable text={hash} shown={formatFours(hash)} what={t('federation:hash')} />,
    },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const fetchFile = async (hash: string): Promise<void> => {
    setProblem(undefined);
    try {
      const { name, content } = await download(call('get', '/trusted-anchors/{hash}/download', { path: { hash } }));
      saveFile(name, content);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const add = may('UPLOAD_TRUSTED_ANCHOR') && (
    <Button
      variant="contained"
      startIcon={<Icon name="add" />}
      onClick={() => {
        setUploading(true);
      }}
    >
      {t('federation:upload')}
    </Button>
  );
  const actionsOf = (anchor: Anchor) => [
    ...(may('DOWNLOAD_TRUSTED_ANCHOR')
      ? [{ text: t('federation:download'), run: () => void fetchFile(anchor.hash) }]
      : []),
    ...(may('DELETE_TRUSTED_ANCHOR')
      ? [
          {
            text: t('federation:delete'),
            isDestructive: true,
            run: () => {
              setLost(anchor);
            },
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader title={t('federation:title')} action={!isBare(state, page?.rows) && add} />
      {problem !== undefined && <ErrorPanel problem={problem} />}
      <DataTable
        name={t('federation:anchors')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ hash }) => hash}
        rowActions={(anchor) => <RowMenu of={anchor.instance_identifier} actions={actionsOf(anchor)} />}
        searchHint={t('federation:search')}
        tools={<ApiCallButton call={found} permissions={['VIEW_TRUSTED_ANCHORS']} />}
        all={() => Promise.resolve(page?.all ?? [])}
        empty={{ title: t('federation:empty'), teach: t('federation:empty_teach'), action: add }}
      />
      {isUploading && (
        <UploadAnchor
          known={answered.data ?? []}
          onClose={() => {
            setUploading(false);
          }}
        />
      )}
      {lost !== undefined && (
        <ConfirmLoss
          title={t('federation:delete_title', { instance: lost.instance_identifier })}
          act={t('federation:delete_act', { instance: lost.instance_identifier })}
          losses={[
            t('federation:lose_anchor', { instance: lost.instance_identifier }),
            t('federation:lose_exchange', { instance: lost.instance_identifier }),
          ]}
          keeps={[t('federation:keeps')]}
          typed={lost.instance_identifier}
          call={call('delete', '/trusted-anchors/{hash}', { path: { hash: lost.hash } })}
          permissions={['DELETE_TRUSTED_ANCHOR']}
          onClose={() => {
            setLost(undefined);
          }}
          onDone={() => {
            announce(t('federation:deleted'));
            setLost(undefined);
          }}
        />
      )}
    </>
  );
}
