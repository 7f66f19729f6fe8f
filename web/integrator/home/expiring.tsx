import { call, make } from '../../api/client.ts';
import { serverPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { lastingWords } from '../../design/certificate-card.tsx';
import type { Column } from '../../design/column.ts';
import { Copyable } from '../../design/copyable.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { daysUntil, formatFingerprint } from '../../design/formats.ts';
import { useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { PlaceLink } from '../../design/places.tsx';
import { StateWord } from '../../design/status.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Expiring } from './expiring-words.ts';

const ROWS_MAX = 1_000;
const DAYS = ['0', '7', '30', '90', '365'] as const;
const PRESET = { days: '90' };
const ATTENTION_DAYS = 30;

/** Certificates that have expired or soon do, the first of them first. */
export function Component() {
  const { t } = useTexts();
  const state = useListState(PRESET);
  const days = Number(DAYS.find((each) => each === state.filter('days')) ?? PRESET.days);
  const found = (limit: number, offset: number) =>
    call('get', '/drum/expiring', { query: { within_days: days, q: state.q, limit, offset } });
  const answered = useAnswer(found(state.size, state.page - 1), { keepsPrevious: true });
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t('home:expiring_title')} />
      <DataTable
        name={t('home:expiring_title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ kind, of, sha256 }) => `${kind} ${of} ${sha256}`}
        searchHint={t('home:find_expiring')}
        filters={
          <Filter
            label={t('home:expires')}
            name="days"
            allText={t('home:within', { days: 90 })}
            state={state}
            options={DAYS.map((value) => ({
              value,
              text: value === '0' ? t('home:expired') : t('home:within', { days: value }),
            }))}
          />
        }
        tools={<ApiCallButton call={found(state.size, state.page - 1)} permissions={['VIEW_NETWORK_HEALTH']} />}
        all={async () => (await make(found(ROWS_MAX, 0))).items}
        empty={{
          title: days === 0 ? t('home:none_expired') : t('home:none_expire', { days }),
          teach: t('home:none_expire_teach'),
        }}
      />
    </>
  );
}

function useColumns(): readonly Column<Expiring>[] {
  const { t } = useTexts();
  return [
    {
      ...{ id: 'of', title: t('home:of'), text: ({ of }) => of },
      cell: ({ kind, of }) =>
        kind === 'AUTHENTICATION_CERTIFICATE' ? <PlaceLink to={`${serverPath(of)}/certificates`}>{of}</PlaceLink> : of,
    },
    { id: 'kind', title: t('home:kind'), text: ({ kind }) => t(`home:kind_${kind}`) },
    {
      ...{ id: 'expires', title: t('home:expires'), text: ({ not_after: at }) => at },
      cell: ({ not_after: at }) => <Time at={at} relative />,
    },
    { ...{ id: 'state', title: t('home:state') }, text: ({ not_after: at }) => at, cell: (row) => <Left {...row} /> },
    {
      ...{ id: 'sha256', title: t('certificates:fingerprint'), text: ({ sha256 }) => sha256.toUpperCase() },
      cell: ({ sha256 }) => (
        <Copyable
          text={sha256.toUpperCase()}
          shown={`${formatFingerprint(sha256.slice(0, 16))}…`}
          what={t('certificates:fingerprint')}
        />
      ),
    },
  ];
}

function Left({ not_after: at }: Expiring) {
  const { t } = useTexts();
  const days = daysUntil(new Date(at), useNow());
  if (days < 0) return <StateWord state="stopped" text={lastingWords(days, t)} />;
  return <StateWord state={days <= ATTENTION_DAYS ? 'attention' : 'ok'} text={lastingWords(days, t)} />;
}
