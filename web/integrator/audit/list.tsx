import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { DownloadButton } from '../../design/download-button.tsx';
import { pagingOf, useListState, type ListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { StateWord } from '../../design/status.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EVENT_NAMES } from './event-names.ts';
import { EventWords, nameOfObject, ObjectWords, wordsOfEvent } from './event-words.tsx';
import { momentOf, PeriodFilter } from './period.tsx';
import { UserFilter } from './user-filter.tsx';
import { Verification } from './verification.tsx';

type AuditEvent = Schemas['AuditEvent'];

const collator = new Intl.Collator('bg');

export function Component() {
  const { t } = useTexts();
  const now = useNow();
  const state = useListState({ sort: '-id' });
  const [isVerifying, setVerifying] = useState(false);
  const search = searchIn(state, now);
  const found = call('get', '/drum/audit-events', { query: { ...search, paging_sorting: pagingOf(state) } });
  const answered = useAnswer(found, { keepsPrevious: true });
  const exported = (format: 'JSON_LINES' | 'CSV') =>
    call('get', '/drum/audit-events/export', { query: { ...search, format } });
  const columns: readonly Column<AuditEvent>[] = [
    {
      ...{ id: 'event', title: t('audit:event'), sort: 'event', text: ({ event }) => wordsOfEvent(event, t) },
      cell: ({ event }) => <EventWords event={event} />,
    },
    {
      ...{ id: 'object', title: t('audit:object') },
      text: ({ object = {} }) => nameOfObject(object),
      cell: ({ object }) => object !== undefined && <ObjectWords object={object} />,
    },
    {
      ...{ id: 'at', title: t('audit:at'), sort: 'id', width: 170, text: ({ at }) => at },
      cell: ({ at }) => <Time at={at} />,
    },
    {
      ...{ id: 'who', title: t('audit:who'), sort: 'user_name', width: 120 },
      text: ({ user_name: name }) => name ?? t('audit:nobody'),
    },
    {
      ...{ id: 'outcome', title: t('audit:outcome'), sort: 'outcome', width: 130 },
      text: ({ outcome }) => t(`audit:outcome_${outcome}`),
      cell: ({ outcome }) => <Outcome outcome={outcome} />,
    },
    { id: 'address', title: t('audit:address'), width: 110, text: ({ address = '' }) => address },
  ];
  return (
    <>
      <PageHeader
        title={t('audit:title')}
        action={
          !isVerifying && (
            <Button
              onClick={() => {
                setVerifying(true);
              }}
            >
              {t('audit:verify')}
            </Button>
          )
        }
      />
      {isVerifying && <Verification />}
      <DataTable
        name={t('audit:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ id }) => String(id)}
        linkOf={({ id }) => `/audit/${id}`}
        searchHint={t('audit:search')}
        filters={<Filters state={state} />}
        tools={
          <>
            <DownloadButton variant="text" call={exported('JSON_LINES')} label="JSON" />
            <DownloadButton variant="text" call={exported('CSV')} label="CSV" />
            <ApiCallButton call={found} permissions={['VIEW_AUDIT_LOG']} />
          </>
        }
        empty={{ title: t('audit:empty'), teach: t('audit:empty_teach') }}
      />
    </>
  );
}

export function Outcome({ outcome }: { readonly outcome: AuditEvent['outcome'] }) {
  const { t } = useTexts();
  return <StateWord state={outcome === 'success' ? 'ok' : 'attention'} text={t(`audit:outcome_${outcome}`)} />;
}

function Filters({ state }: { readonly state: ListState }) {
  const { t } = useTexts();
  const events = EVENT_NAMES.map((value) => ({ value, text: wordsOfEvent(value, t) }));
  return (
    <>
      <Filter
        label={t('audit:event')}
        name="event"
        state={state}
        options={events.sort((one, other) => collator.compare(one.text, other.text))}
        allText={t('audit:any_event')}
      />
      <UserFilter state={state} />
      <Filter
        label={t('audit:outcome')}
        name="outcome"
        state={state}
        options={(['success', 'failure'] as const).map((value) => ({ value, text: t(`audit:outcome_${value}`) }))}
        allText={t('lists:all')}
      />
      <PeriodFilter state={state} />
    </>
  );
}

/** What is looked for, as the address says it; what it says wrongly is not looked for. */
function searchIn(state: ListState, now: Date) {
  const outcome = (['success', 'failure'] as const).find((each) => each === state.filter('outcome'));
  const [from, until] = [momentOf(state.filter('from'), now), momentOf(state.filter('until'), now)];
  return {
    ...{ q: state.q, event: state.filter('event'), user_name: state.filter('user') },
    ...(outcome === undefined ? {} : { outcome }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}
