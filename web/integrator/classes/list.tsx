import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
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
import { CodeAndDescription } from '../code-and-description.tsx';
import { EditOne } from '../edit-one.tsx';

type MemberClass = Schemas['MemberClass'];
type Open = { readonly what: 'new' } | { readonly what: 'edit' | 'delete'; readonly memberClass: MemberClass };

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'code' });
  const [open, setOpen] = useState<Open>();
  const found = call('get', '/member-classes', {});
  const answered = useAnswer(found);
  const close = (): void => {
    setOpen(undefined);
  };
  const columns: readonly Column<MemberClass>[] = [
    {
      ...{ id: 'code', title: t('classes:code'), sort: 'code', width: 200, text: ({ code }) => code },
      cell: ({ code }) => (
        <Box component="code" sx={{ fontWeight: 600 }}>
          {code}
        </Box>
      ),
    },
    { id: 'description', title: t('classes:description'), sort: 'description', text: ({ description }) => description },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const add = may('ADD_MEMBER_CLASS') && (
    <Button
      variant="contained"
      startIcon={<Icon name="add" />}
      onClick={() => {
        setOpen({ what: 'new' });
      }}
    >
      {t('classes:add')}
    </Button>
  );
  const actionsOf = (memberClass: MemberClass) => [
    ...(may('EDIT_MEMBER_CLASS')
      ? [
          {
            text: t('classes:edit'),
            run: () => {
              setOpen({ what: 'edit', memberClass });
            },
          },
        ]
      : []),
    ...(may('DELETE_MEMBER_CLASS')
      ? [
          {
            text: t('classes:delete'),
            isDestructive: true,
            run: () => {
              setOpen({ what: 'delete', memberClass });
            },
          },
        ]
      : []),
  ];
  return (
    <>
      <SettingsHeader title={t('classes:title')} action={!isBare(state, page?.rows) && add} />
      <DataTable
        name={t('classes:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ code }) => code}
        rowActions={(memberClass) => <RowMenu of={memberClass.code} actions={actionsOf(memberClass)} />}
        searchHint={t('classes:search')}
        tools={<ApiCallButton call={found} permissions={['VIEW_MEMBER_CLASSES']} />}
        empty={{ title: t('classes:empty'), teach: t('classes:empty_teach'), action: add }}
      />
      {open?.what === 'new' && (
        <CodeAndDescription
          kind="class"
          title={t('classes:add')}
          codeLabel={t('classes:code')}
          codeHelp={t('classes:code_help')}
          descriptionLabel={t('classes:description')}
          callOf={(body) => call('post', '/member-classes', { body })}
          permissions={['ADD_MEMBER_CLASS']}
          done={t('classes:added')}
          onClose={close}
        />
      )}
      {open?.what === 'edit' && (
        <EditOne
          title={t('classes:edit_title', { code: open.memberClass.code })}
          label={t('classes:description')}
          of={call('get', '/drum/member-classes/{code}', { path: { code: open.memberClass.code } })}
          nameOf={({ description }) => description}
          callOf={(description) =>
            call('patch', '/member-classes/{code}', { path: { code: open.memberClass.code }, body: { description } })
          }
          permissions={['EDIT_MEMBER_CLASS']}
          done={t('classes:edited')}
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmLoss
          title={t('classes:delete_title', { code: open.memberClass.code })}
          act={t('classes:delete_act', { code: open.memberClass.code })}
          losses={[t('classes:lose', { code: open.memberClass.code })]}
          keeps={[t('classes:keeps')]}
          call={call('delete', '/member-classes/{code}', { path: { code: open.memberClass.code } })}
          permissions={['DELETE_MEMBER_CLASS']}
          onClose={close}
          onDone={() => {
            announce(t('classes:deleted'));
            close();
          }}
        />
      )}
    </>
  );
}
