import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { definitionList } from '../../design/error-panel.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { Timeline } from '../../design/timeline.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Decision } from './decision.tsx';
import { stateOf, statusOf } from './request-words.ts';
import { Neighbours } from './neighbours.tsx';
import { Review } from './review.tsx';
import { Section } from '../../design/section.tsx';

type Details = Schemas['ManagementRequestDetailedView'];

/** As the beginning of a sentence. */
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('bg') + text.slice(1);

export function Component() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const number = Number(id);
  const request = useAnswer(
    call('get', '/management-requests/{management_request_id}', { path: { management_request_id: number } }),
  );
  return (
    <Loaded of={request} title={t('requests:one')}>
      {(known) => (
        <>
          <EntityHeader
            kind={t('requests:number', { id })}
            name={capitalised(t(`requests:type_${known.type}`))}
            status={<StateWord state={stateOf(known)} text={t(`requests:status_${statusOf(known)}`)} />}
          />
          <Box sx={{ display: 'grid', gap: 2 }}>
            <Facts request={known} />
            {known.certificate_details !== undefined && (
              <CertificateCard certificate={known.certificate_details} usage={t('certificates:authentication')} />
            )}
            {statusOf(known) === 'WAITING' && (
              <>
                <Review request={known} />
                <Decision key={id} request={known} />
              </>
            )}
            <Section title={t('requests:section_history')}>
              <Timeline
                events={[
                  {
                    at: known.created_at ?? '',
                    what: t('requests:event_received', { what: t(`requests:type_${known.type}`) }),
                    actor: known.security_server_owner ?? known.security_server_id.encoded_id ?? '',
                    state: stateOf(known),
                  },
                ]}
              />
            </Section>
            <Neighbours id={number} />
          </Box>
        </>
      )}
    </Loaded>
  );
}

function Facts({ request }: { readonly request: Details }) {
  const { t } = useTexts();
  const { security_server_id: server, security_server_owner: owner, client_id: client } = request;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('requests:who'), owner ?? `${server.member_class}:${server.member_code} – ${t('requests:unknown_member')}`],
    [t('requests:server'), <code>{server.encoded_id}</code>],
    ...(client === undefined
      ? []
      : [
          [
            t('requests:client'),
            <>
              {request.client_owner_name} <code>{client.encoded_id}</code>
            </>,
          ] as const,
        ]),
    ...(request.client_subsystem_name === undefined
      ? []
      : [[t('requests:subsystem_name'), request.client_subsystem_name] as const]),
    ...(request.address === undefined ? [] : [[t('requests:address'), <code>{request.address}</code>] as const]),
    ...(request.comments === undefined ? [] : [[t('requests:comments'), request.comments] as const]),
    [t('requests:origin'), t(`requests:origin_${request.origin}`)],
    [t('requests:received'), request.created_at !== undefined && <Time at={request.created_at} relative />],
  ];
  return (
    <Section title={t('requests:section_what')}>
      <Box component="dl" sx={{ ...definitionList, mt: 0 }}>
        {rows.map(([term, value]) => (
          <Box key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </Box>
        ))}
      </Box>
    </Section>
  );
}
