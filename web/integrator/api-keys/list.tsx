import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import type { RoleName } from '../../api/roles.ts';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { RowMenu } from '../../design/row-menu.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SettingsHeader } from '../settings/header.tsx';
import { SecretOnce } from '../settings/secret-once.tsx';
import { KeyRoles } from './roles.tsx';

type ApiKey = Schemas['ApiKey'];
type Open = { readonly what: 'new' } | { readonly what: 'roles' | 'revoke'; readonly key: ApiKey };

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'id' });
  const [open, setOpen] = useState<Open>();
  const [secret, setSecret] = useState<string>();
  const found = call('get', '/api-keys', {});
  const answered = useAnswer(found);
  const close = (): void => {
    setOpen(undefined);
  };
  const columns: readonly Column<ApiKey>[] = [
    {
      ...{ id: 'id', title: t('apiKeys:id'), sort: 'id', width: 200, text: ({ id }) => `api-key-${id}` },
      cell: ({ id }) => <code>{`api-key-${id}`}</code>,
    },
    {
      ...{ id: 'roles', title: t('settings:roles'), sort: 'roles' },
      text: ({ roles }) => roles.map((role) => t(`roles:${role as RoleName}`)).join(', '),
    },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const add = may('CREATE_API_KEY') && (
    <Button
      variant="contained"
      startIcon={<Icon name="add" />}
      onClick={() => {
        setOpen({ what: 'new' });
      }}
    >
      {t('apiKeys:add')}
    </Button>
  );
  const actionsOf = (key: ApiKey) => [
    {
      text: t('apiKeys:change_roles'),
      run: () => {
        setOpen({ what: 'roles', key });
      },
    },
    {
      text: t('apiKeys:revoke'),
      isDestructive: true,
      run: () => {
        setOpen({ what: 'revoke', key });
      },
    },
  ];
  return (
    <>
      <SettingsHeader title={t('settings:api_keys')} action={!isBare(state, page?.rows) && add} />
      <Box component="p" sx={{ m: 0, mb: 2, color: 'text.secondary', maxWidth: '72ch' }}>
        {t('apiKeys:teach')}
      </Box>
      <DataTable
        name={t('settings:api_keys')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ id }) => String(id)}
        rowActions={(key) => <RowMenu of={t('apiKeys:key', { id: key.id })} actions={actionsOf(key)} />}
        searchHint={t('apiKeys:search')}
        tools={<ApiCallButton call={found} permissions={['VIEW_API_KEYS']} />}
        empty={{ title: t('apiKeys:empty'), teach: t('apiKeys:empty_teach'), action: add }}
      />
      {open?.what === 'new' && <KeyRoles onClose={close} onMade={setSecret} />}
      {open?.what === 'roles' && <KeyRoles of={open.key} onClose={close} onMade={setSecret} />}
      {open?.what === 'revoke' && (
        <ConfirmLoss
          title={t('apiKeys:revoke_title', { id: open.key.id })}
          act={t('apiKeys:revoke_act', { id: open.key.id })}
          losses={[t('apiKeys:lose', { id: open.key.id })]}
          call={call('delete', '/api-keys/{id}', { path: { id: open.key.id } })}
          permissions={['REVOKE_API_KEY']}
          onClose={close}
          onDone={() => {
            announce(t('apiKeys:revoked'));
            close();
          }}
        />
      )}
      {secret !== undefined && (
        <SecretOnce
          title={t('apiKeys:secret')}
          secret={secret}
          what={t('apiKeys:id')}
          onClose={() => {
            setSecret(undefined);
          }}
        />
      )}
    </>
  );
}
