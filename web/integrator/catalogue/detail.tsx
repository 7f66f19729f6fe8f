import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { Link as RouterLink, useNavigate, useParams } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { catalogueEditPath, memberPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Answers } from './answers.tsx';
import { Availability } from './availability.tsx';
import { TYPES } from './types.ts';

type Details = Schemas['CatalogueServiceDetails'];

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const answered = useAnswer(call('get', '/drum/catalogue/services/{id}', { path: { id } }));
  return (
    <Loaded of={answered} title={t('catalogue:one')}>
      {(details) => {
        const { service, subsystem_id: subsystem, own } = details;
        const version = service.service_version === undefined ? '' : `:${service.service_version}`;
        return (
          <>
            <EntityHeader
              kind={`${t('catalogue:one')} · ${TYPES[service.type]}`}
              name={service.title ?? service.service_code}
              id={`${subsystem}:${service.service_code}${version}`}
              status={
                service.gone_at === undefined ? (
                  <Answers asked={details.asked} />
                ) : (
                  <StateWord state="unknown" text={t('catalogue:gone')} />
                )
              }
              actions={
                may('EDIT_CATALOGUE')
                  ? [
                      {
                        text: t('catalogue:edit'),
                        run: () => void navigate(catalogueEditPath(id)),
                      },
                    ]
                  : []
              }
            />
            <Box sx={{ display: 'grid', gap: 2, '& > *': { minWidth: 0 } }}>
              <About details={details} />
              <Section title={t('catalogue:availability_30')}>
                <Availability days={details.days} />
              </Section>
              <Operations operations={details.collected.operations} />
              <Sample text={own.sample ?? details.collected.sample} />
            </Box>
          </>
        );
      }}
    </Loaded>
  );
}

function About({ details }: { readonly details: Details }) {
  const { t, language } = useTexts();
  const { service, collected, own, legal_bases: bases } = details;
  const member = details.subsystem_id.split(':').slice(0, 3).join(':');
  const description = language === 'bg' ? service.description_bg : service.description_en;
  const known = new Map(bases.map(({ id, act, article }) => [id, `${act}, ${article}`]));
  const rows: readonly Fact[] = [
    [
      t('catalogue:member'),
      <Link component={RouterLink} to={memberPath(member)}>
        {details.member_name ?? member}
      </Link>,
    ],
    [t('catalogue:subsystem'), details.subsystem_name ?? details.subsystem_id],
    [t('catalogue:description'), description ?? t('catalogue:nothing_said')],
    [
      t('catalogue:legal_bases'),
      service.legal_bases.length === 0
        ? t('catalogue:nothing_said')
        : service.legal_bases.map((id) => (
            <div key={id}>
              <code>{id}</code> {known.get(id)}
            </div>
          )),
    ],
    [t('catalogue:contact'), own.contact ?? collected.contact ?? t('catalogue:nothing_said')],
    ...(own.note === undefined ? [] : [[t('catalogue:note'), own.note] as const]),
    [t('catalogue:first_seen'), <Time at={service.first_seen} relative />],
    [t('catalogue:last_seen'), <Time at={service.last_seen} relative />],
    [t('catalogue:changed_at'), <Time at={service.changed_at} relative />],
    ...(service.gone_at === undefined
      ? []
      : [[t('catalogue:gone_at'), <Time at={service.gone_at} relative />] as const]),
    ...(collected.problem === undefined
      ? []
      : [[t('catalogue:description_problem'), <code>{collected.problem}</code>] as const]),
    ...(details.asked?.problem === undefined
      ? []
      : [[t('catalogue:last_problem'), <code>{details.asked.problem}</code>] as const]),
  ];
  return (
    <Section title={t('catalogue:about')}>
      <Facts facts={rows} isFirst valueLook={{ whiteSpace: 'pre-line' }} />
    </Section>
  );
}

function Operations({ operations }: { readonly operations: Details['collected']['operations'] }) {
  const { t } = useTexts();
  if (operations.length === 0) return null;
  return (
    <Section title={t('catalogue:operations')}>
      <Box component="ul" sx={{ m: 0, pl: 2.5, overflowWrap: 'anywhere' }}>
        {operations.map(({ name, summary }) => (
          <li key={name}>
            <code>{name}</code> {summary}
          </li>
        ))}
      </Box>
    </Section>
  );
}

function Sample({ text }: { readonly text: string | undefined }) {
  const { t } = useTexts();
  if (text === undefined) return null;
  return (
    <Section title={t('catalogue:sample')}>
      <Box component="pre" sx={{ m: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Box>
    </Section>
  );
}
