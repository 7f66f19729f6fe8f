import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { groupPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { formatNumber } from '../../design/formats.ts';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { CodeAndDescription } from '../code-and-description.tsx';
import { nameOfGroup } from './group-names.ts';

type Group = Schemas['GlobalGroupResource'];

export function Component() {
  const { t, language } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'name' });
  const [isAdding, setAdding] = useState(false);
  const found = call('get', '/global-groups', {});
  const answered = useAnswer(found);
  const columns: readonly Column<Group>[] = [
    { id: 'name', title: t('groups:description'), sort: 'name', text: (group) => nameOfGroup(group, t) },
    {
      ...{ id: 'code', title: t('groups:code'), sort: 'code', text: ({ code }) => code },
      cell: ({ code }) => <code>{code}</code>,
    },
    {
      ...{ id: 'members', title: t('groups:members'), sort: 'members', isNumber: true, width: 130 },
      text: ({ member_count: count = 0 }) => formatNumber(count, language),
    },
    {
      ...{ id: 'changed', title: t('groups:changed'), sort: 'changed', width: 200 },
      text: ({ updated_at: at = '' }) => at,
      cell: ({ updated_at: at }) => at !== undefined && <Time at={at} />,
    },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const add = may('ADD_GLOBAL_GROUP') && (
    <Button
      variant="contained"
      startIcon={<Icon name="add" />}
      onClick={() => {
        setAdding(true);
      }}
    >
      {t('groups:add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('groups:title')} action={!isBare(state, page?.rows) && add} />
      <DataTable
        name={t('groups:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ code }) => code}
        linkOf={({ code }) => groupPath(code)}
        searchHint={t('groups:search')}
        tools={<ApiCallButton call={found} permissions={['VIEW_GLOBAL_GROUPS']} />}
        all={() => Promise.resolve(page?.all ?? [])}
        empty={{ title: t('groups:empty'), teach: t('groups:empty_teach'), action: add }}
      />
      {isAdding && (
        <CodeAndDescription
          kind="group"
          title={t('groups:add')}
          codeLabel={t('groups:code')}
          codeHelp={t('groups:code_help')}
          descriptionLabel={t('groups:description')}
          callOf={(body) => call('post', '/global-groups', { body })}
          permissions={['ADD_GLOBAL_GROUP']}
          done={t('groups:added')}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </>
  );
}
