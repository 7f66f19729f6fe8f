import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { cataloguePath, memberPath } from '../../api/paths.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ActButton } from '../../design/act-button.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { pagingOf, useListState, type ListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Answers } from './answers.tsx';
import { Collecting } from './collecting.tsx';
import { TYPES } from './types.ts';

type Member = Schemas['CatalogueMember'];
type Service = Schemas['CatalogueService'];

const AVAILABILITIES = ['answering', 'silent', 'reduced'] as const;

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'name' });
  const found = foundBy(state);
  const answered = useAnswer(found, { keepsPrevious: true });
  const settings = useAnswer(call('get', '/drum/catalogue/settings', {}));
  const classes = useAnswer(may('VIEW_MEMBER_CLASSES') ? call('get', '/member-classes', {}) : undefined);
  const bases = useAnswer(
    may('VIEW_LEGAL_BASES') ? call('get', '/drum/legal-bases', { query: { limit: 1_000 } }) : undefined,
  );
  const refresh = useChange(() => {
    announce(t('catalogue:asked_soon'));
  });
  const columns: readonly Column<Member>[] = [
    { id: 'name', title: t('catalogue:member'), sort: 'name', width: '28%', text: ({ name }) => name },
    {
      ...{ id: 'id', title: t('catalogue:code'), sort: 'code', text: ({ member_id: id }) => id },
      cell: ({ member_id: id }) => <code>{id}</code>,
    },
    {
      ...{ id: 'services', title: t('catalogue:services'), width: '48%' },
      text: ({ subsystems }) => subsystems.flatMap(({ services }) => services.map(titleOf)).join(', '),
      cell: ({ subsystems }) => <Subsystems subsystems={subsystems} />,
    },
  ];
  const ask = may('EDIT_CATALOGUE') && settings.data?.collected === true && (
    <ActButton
      isRunning={refresh.isRunning}
      onClick={() => {
        refresh.run(call('post', '/drum/catalogue/refresh', {}));
      }}
    >
      {t('catalogue:ask_now')}
    </ActButton>
  );
  return (
    <>
      <PageHeader title={t('catalogue:title')} action={ask} />
      {refresh.problem !== undefined && <ErrorPanel problem={refresh.problem} />}
      {settings.data !== undefined && <Collecting settings={settings.data} etag={settings.etag} />}
      <DataTable
        name={t('catalogue:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ member_id: id }) => id}
        linkOf={({ member_id: id }) => memberPath(id)}
        searchHint={t('catalogue:search')}
        filters={<Filters {...{ state, classes: classes.data ?? [], bases: bases.data?.items ?? [] }} />}
        tools={<ApiCallButton call={found} permissions={['VIEW_CATALOGUE']} />}
        empty={{
          title: t('catalogue:empty'),
          teach: t(settings.data?.collected === true ? 'catalogue:empty_soon' : 'catalogue:empty_teach'),
          action: (
            <Button
              onClick={() => {
                state.set({ show: 'members' });
              }}
            >
              {t('catalogue:show_members')}
            </Button>
          ),
        }}
      />
    </>
  );
}

function foundBy(state: ListState) {
  const [memberClass, basis] = [state.filter('class'), state.filter('basis')];
  const availability = AVAILABILITIES.find((each) => each === state.filter('availability'));
  const show = state.filter('show');
  return call('get', '/drum/catalogue', {
    query: {
      ...{ ...pagingOf(state), q: state.q, services_only: show !== 'members', with_gone: show === 'gone' },
      ...(memberClass === '' ? {} : { member_class: memberClass }),
      ...(basis === '' ? {} : { legal_basis: basis }),
      ...(availability === undefined ? {} : { availability }),
    },
  });
}

interface FiltersProps {
  readonly state: ListState;
  readonly classes: readonly Schemas['MemberClass'][];
  readonly bases: readonly Schemas['LegalBasis'][];
}

function Filters({ state, classes, bases }: FiltersProps) {
  const { t } = useTexts();
  const all = t('lists:all');
  return (
    <>
      <Filter
        {...{ state, label: t('catalogue:class'), name: 'class', allText: all }}
        options={classes.map(({ code }) => ({ value: code, text: code }))}
      />
      <Filter
        {...{ state, label: t('catalogue:legal_basis'), name: 'basis', allText: all }}
        options={bases.map(({ id, article }) => ({ value: id, text: `${id} (${article})` }))}
      />
      <Filter
        {...{ state, label: t('catalogue:availability'), name: 'availability', allText: all }}
        options={AVAILABILITIES.map((value) => ({ value, text: t(`catalogue:is_${value}`) }))}
      />
      <Filter
        {...{ state, label: t('catalogue:shown'), name: 'show', allText: t('catalogue:show_offered') }}
        options={[
          { value: 'gone', text: t('catalogue:show_gone') },
          { value: 'members', text: t('catalogue:show_members') },
        ]}
      />
    </>
  );
}

const nameOf = ({ service_code: code, service_version: version }: Service): string =>
  version === undefined ? code : `${code}/${version}`;

const titleOf = (service: Service): string => service.title ?? nameOf(service);

function Subsystems({ subsystems }: { readonly subsystems: Member['subsystems'] }) {
  const { t } = useTexts();
  if (subsystems.length === 0) return <Box sx={{ color: 'text.secondary' }}>{t('catalogue:no_subsystems')}</Box>;
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      {subsystems.map(({ subsystem_id: id, subsystem_code: code, name, asked, services }) => (
        <div key={id}>
          <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
            <span>{name ?? code}</span>
            <Answers asked={asked} />
          </Box>
          <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
            {services.map((service) => (
              <li key={service.id}>
                <Link component={RouterLink} to={cataloguePath(service.id)} underline="always">
                  {titleOf(service)}
                </Link>{' '}
                <Box component="code" sx={{ color: 'text.secondary' }}>
                  {service.title === undefined ? TYPES[service.type] : `${nameOf(service)} ${TYPES[service.type]}`}
                </Box>
                {service.gone_at !== undefined && ` (${t('catalogue:gone')})`}
              </li>
            ))}
          </Box>
        </div>
      ))}
    </Box>
  );
}
