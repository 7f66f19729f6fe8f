import Box from '@mui/material/Box';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { pagingOf, useListState } from '../../design/list-state.ts';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Sample } from '../settings/sample.tsx';
import { SettingsHeader } from '../settings/header.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { NoticeText } from './notice-text.tsx';
import { noticePath, stateOf, type Notice } from './notice.ts';
import { SAMPLE } from './sample.ts';
import { TestNotices } from './test-notices.tsx';

const STATES = ['OPEN', 'ACKNOWLEDGED', 'RESOLVED', 'ALL'] as const;

export function Component() {
  const { t, language } = useTexts();
  const may = useRights();
  const state = useListState({ sort: '-stepped_at' });
  const wanted = STATES.find((each) => each === state.filter('state'));
  const found = call('get', '/drum/notices', {
    query: { ...(wanted === undefined ? {} : { state: wanted }), paging_sorting: pagingOf(state) },
  });
  const answered = useAnswer(found, { keepsPrevious: true });
  const columns: readonly Column<Notice>[] = [
    {
      ...{ id: 'what', title: t('notices:what'), text: ({ title }) => title[language] },
      cell: ({ title }) => title[language],
    },
    {
      ...{ id: 'text', title: t('notices:one'), text: ({ text }) => text[language] },
      cell: (notice) => <NoticeText notice={notice} />,
    },
    {
      ...{ id: 'severity', title: t('notices:state'), width: 150 },
      text: (notice) => t(`notices:state_${notice.state}`),
      cell: (notice) => <StateWord state={stateOf(notice)} text={t(`notices:state_${notice.state}`)} />,
    },
    {
      ...{ id: 'since', title: t('notices:since'), sort: 'stepped_at', width: 190 },
      text: ({ stepped_at: at }) => at,
      cell: ({ stepped_at: at }) => <Time at={at} />,
    },
  ];
  return (
    <>
      <SettingsHeader title={t('notices:title')} />
      <DataTable
        name={t('notices:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ id }) => String(id)}
        linkOf={({ id }) => noticePath(id)}
        rowActions={(notice) => <Acknowledge notice={notice} />}
        filters={
          <Filter
            label={t('notices:state')}
            name="state"
            state={state}
            options={STATES.map((value) => ({ value, text: t(`notices:state_${value}`) }))}
            allText={t('notices:state_first')}
          />
        }
        tools={<ApiCallButton call={found} permissions={['VIEW_NOTICES']} />}
        empty={{ title: t('notices:empty'), teach: t('notices:empty_teach') }}
      />
      <Box sx={{ display: 'grid', gap: 2, mt: 2 }}>
        {may('SEND_TEST_NOTICE') && <TestNotices />}
        <Section title={t('notices:how')}>
          <Box component="p" sx={{ m: 0, mb: 1, maxWidth: '72ch' }}>
            {t('notices:how_file')}
          </Box>
          <Sample title={t('sso:sample')} text={SAMPLE} />
        </Section>
      </Box>
    </>
  );
}
