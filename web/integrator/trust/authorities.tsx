import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { authorityPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { validityOf } from '../../design/certificate-card.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { StateWord } from '../../design/status.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { TrustHeader } from './trust-header.tsx';

type Authority = Schemas['ApprovedCertificationServiceListItem'];

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const now = useNow();
  const state = useListState({ sort: 'name' });
  const found = call('get', '/certification-services', {});
  const answered = useAnswer(found);
  const columns: readonly Column<Authority>[] = [
    { id: 'name', title: t('trust:ca'), sort: 'name', text: ({ name }) => name },
    {
      ...{ id: 'state', title: t('trust:state'), width: 200 },
      text: (authority) => validityOf(authority, now, t).text,
      cell: (authority) => <StateWord {...validityOf(authority, now, t)} />,
    },
    {
      ...{ id: 'not_before', title: t('trust:from'), sort: 'not_before', width: 170 },
      text: ({ not_before: at }) => at,
      cell: ({ not_before: at }) => <Time at={at} form="date" />,
    },
    {
      ...{ id: 'not_after', title: t('trust:until'), sort: 'not_after', width: 170 },
      text: ({ not_after: at }) => at,
      cell: ({ not_after: at }) => <Time at={at} form="date" />,
    },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const add = may('ADD_APPROVED_CA') && (
    <Button variant="contained" component={Link} to="/trust/authorities/new" startIcon={<Icon name="add" />}>
      {t('trust:add_ca')}
    </Button>
  );
  return (
    <>
      <TrustHeader title={t('trust:cas')} action={!isBare(state, page?.rows) && add} />
      <DataTable
        name={t('trust:cas')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ id }) => String(id)}
        linkOf={({ id }) => authorityPath(id)}
        searchHint={t('trust:search_cas')}
        tools={<ApiCallButton call={found} permissions={['VIEW_APPROVED_CAS']} />}
        all={() => Promise.resolve(page?.all ?? [])}
        empty={{ title: t('trust:no_cas'), teach: t('trust:no_cas_teach'), action: add }}
      />
    </>
  );
}
