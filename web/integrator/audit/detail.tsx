import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { Link as RouterLink, useParams } from 'react-router';
import { call, type AnswerOf } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { Copyable } from '../../design/copyable.tsx';
import { DiffView } from '../../design/diff-view.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts, type Translate } from '../../texts/texts.ts';
import { ObjectWords, wordsOfEvent } from './event-words.tsx';
import { fieldNames } from './field-names.ts';
import { Outcome } from './list.tsx';

type AuditEvent = AnswerOf<'/drum/audit-events/{id}', 'get'>;

export function Component() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const answered = useAnswer(call('get', '/drum/audit-events/{id}', { path: { id: Number(id) } }));
  return (
    <Loaded of={answered} title={t('audit:one')}>
      {(event) => (
        <>
          <EntityHeader
            kind={t('audit:number', { id: event.id })}
            name={wordsOfEvent(event.event, t)}
            status={<Outcome outcome={event.outcome} />}
          />
          <Box sx={{ display: 'grid', gap: 2 }}>
            <What event={event} />
            <Section title={t('audit:section_who')}>
              <Facts facts={rowsOf(event, t)} isFirst />
            </Section>
          </Box>
        </>
      )}
    </Loaded>
  );
}

/** Of a change, what it changed; else what the event was about. */
function What({ event: { before, after, data } }: { readonly event: AuditEvent }) {
  const { t } = useTexts();
  if (before !== undefined || after !== undefined) {
    const [was, is] = [fieldsOf(before), fieldsOf(after)];
    const impact = before === undefined ? [t('audit:added')] : after === undefined ? [t('audit:removed')] : [];
    return (
      <Section title={t('audit:section_what')}>
        <DiffView before={was} after={is} impact={impact} names={fieldNames(Object.keys({ ...was, ...is }), t)} />
      </Section>
    );
  }
  const told = fieldsOf(data);
  const about = Object.entries(told);
  const names = fieldNames(Object.keys(told), t);
  return (
    <Section title={t('audit:section_about')}>
      {about.length === 0 ? (
        t('audit:nothing_changed')
      ) : (
        <Facts
          isFirst
          facts={about.map(([name, value]) => [
            names[name] ?? name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ])}
        />
      )}
    </Section>
  );
}

/** Values that are no object, as one field. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : { value };
}

function rowsOf(event: AuditEvent, t: Translate): readonly Fact[] {
  const {
    at,
    user_name: user,
    authentication,
    address,
    url,
    reason,
    correlation_id: correlation,
    hash,
    object,
  } = event;
  const inLog = (query: string, text: string) => (
    <Link component={RouterLink} to={`/audit?${query}=${encodeURIComponent(text)}`}>
      {text}
    </Link>
  );
  const rows: readonly Fact[] = [
    [t('audit:object'), object === undefined ? undefined : <ObjectWords object={object} />],
    [t('audit:who'), user === undefined ? t('audit:nobody') : inLog('user', user)],
    [t('audit:authentication'), authentication === undefined ? undefined : t(`audit:authentication_${authentication}`)],
    [t('audit:at'), <Time at={at} relative />],
    [t('audit:address'), address],
    [t('audit:call'), url === undefined ? undefined : <code>{url}</code>],
    [t('audit:reason'), reason === undefined ? undefined : <code>{reason}</code>],
    [
      t('audit:correlation'),
      correlation === undefined ? undefined : <Copyable text={correlation} what={t('audit:correlation')} />,
    ],
    [t('audit:name'), <span lang="en">{event.event}</span>],
    [t('audit:hash'), <Copyable text={hash} what={t('audit:hash')} />],
  ];
  return rows.filter(([, value]) => value !== undefined && value !== '');
}
