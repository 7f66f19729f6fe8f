import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call, type AnswerOf } from '../../api/client.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { Code } from '../../design/code.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { DownloadButton } from '../../design/download-button.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { formatNumber } from '../../design/formats.ts';
import { localPage, useListState } from '../../design/list-state.ts';
import { RowMenu } from '../../design/row-menu.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Fingerprint } from '../configuration/fingerprint.tsx';
import { SettingsHeader } from '../settings/header.tsx';
import { Restoration } from './restoration.tsx';
import { BackupUpload } from './upload.tsx';

type Backup = AnswerOf<'/drum/backups', 'get'>[number];
const KILOBYTE = 1_000;

type Open = { readonly what: 'upload' } | { readonly what: 'restore' | 'delete'; readonly name: string };

export function Component() {
  const { t, language } = useTexts();
  const state = useListState({ sort: '-written' });
  const [open, setOpen] = useState<Open>();
  const found = call('get', '/drum/backups', {});
  const answered = useAnswer(found);
  const signer = useAnswer(call('get', '/drum/backup-signer', {}));
  const make = useChange<AnswerOf<'/backups', 'post'>>(() => {
    announce(t('backups:made'));
  });
  const close = (): void => {
    setOpen(undefined);
  };
  const columns: readonly Column<Backup>[] = [
    {
      ...{ id: 'file', title: t('backups:file'), sort: 'file', text: ({ filename }) => filename },
      cell: ({ filename }) => <Code text={filename} />,
    },
    {
      ...{ id: 'written', title: t('backups:written'), sort: 'written', width: 200 },
      text: ({ written_at: at }) => at,
      cell: ({ written_at: at }) => <Time at={at} relative />,
    },
    {
      ...{ id: 'size', title: t('backups:size'), sort: 'size', isNumber: true, width: 120 },
      text: ({ size }) => String(size),
      cell: ({ size }) => t('backups:kilobytes', { number: formatNumber(Math.ceil(size / KILOBYTE), language) }),
    },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  return (
    <>
      <SettingsHeader
        title={t('settings:backups')}
        action={
          <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
            <Button
              onClick={() => {
                setOpen({ what: 'upload' });
              }}
            >
              {t('backups:upload')}
            </Button>
            <ActButton
              isRunning={make.isRunning}
              onClick={() => {
                make.run(call('post', '/backups', {}));
              }}
            >
              {t('backups:make')}
            </ActButton>
          </Box>
        }
      />
      <Box component="p" role="status" sx={{ m: 0, mb: 2, color: 'text.secondary', maxWidth: '72ch' }}>
        {t(make.isRunning ? 'backups:making' : 'backups:teach')}
      </Box>
      {make.problem !== undefined && (
        <Box sx={{ mb: 2 }}>
          <ErrorPanel problem={make.problem} />
        </Box>
      )}
      <DataTable
        name={t('settings:backups')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ filename }) => filename}
        rowActions={({ filename }) => <RowActs name={filename} open={setOpen} />}
        searchHint={t('backups:search')}
        tools={<ApiCallButton call={found} permissions={['BACKUP_CONFIGURATION']} />}
        empty={{ title: t('backups:empty'), teach: t('backups:empty_teach') }}
      />
      {signer.data !== undefined && (
        <Box sx={{ mt: 3 }}>
          <Fingerprint hash={signer.data.signed_by} label={t('backups:signer')} />
          <Box component="p" sx={{ mt: 1, mb: 0, color: 'text.secondary', maxWidth: '72ch' }}>
            {t('backups:signer_teach')}
          </Box>
        </Box>
      )}
      {open?.what === 'upload' && <BackupUpload onClose={close} />}
      {open?.what === 'restore' && <Restoration name={open.name} onClose={close} />}
      {open?.what === 'delete' && (
        <ConfirmLoss
          title={t('backups:delete_title', { name: open.name })}
          act={t('backups:delete_act')}
          losses={[t('backups:lose_file', { name: open.name })]}
          call={call('delete', '/backups/{filename}', { path: { filename: open.name } })}
          permissions={['BACKUP_CONFIGURATION']}
          onClose={close}
          onDone={() => {
            announce(t('backups:deleted'));
            close();
          }}
        />
      )}
    </>
  );
}

function RowActs({ name, open }: { readonly name: string; readonly open: (what: Open) => void }) {
  const { t } = useTexts();
  const may = useRights();
  const later = (what: 'restore' | 'delete') => (): void => {
    open({ what, name });
  };
  return (
    <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', alignItems: 'center' }}>
      <DownloadButton
        variant="text"
        label={t('backups:download')}
        call={call('get', '/backups/{filename}/download', { path: { filename: name } })}
      />
      <RowMenu
        of={name}
        actions={[
          ...(may('RESTORE_CONFIGURATION') ? [{ text: t('backups:restore'), run: later('restore') }] : []),
          { text: t('backups:delete'), run: later('delete'), isDestructive: true },
        ]}
      />
    </Box>
  );
}
