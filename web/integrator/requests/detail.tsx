import Box from '@mui/material/Box';
import { useState } from 'react';
import { useParams } from 'react-router';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { Code } from '../../design/code.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Facts } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { memberPath, serverPath } from '../../api/paths.ts';
import { PlaceLink } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { Timeline } from '../../design/timeline.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Decision } from './decision.tsx';
import { Decided } from './decided.tsx';
import { Neighbours } from './neighbours.tsx';
import { originOf, stateOf, statusOf } from './request-words.ts';
import { useReview, type Review } from './reviewed.ts';
import { Changes, Checks } from './review.tsx';

/** As the beginning of a sentence. */
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('bg') + text.slice(1);

export function Component() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  return <Request key={id} {...{ id, title: t('requests:one') }} />;
}

function Request({ id, title }: { readonly id: string; readonly title: string }) {
  const { t } = useTexts();
  const review = useReview(Number(id));
  const [wasLate, setLate] = useState(false);
  return (
    <Loaded of={review} title={title}>
      {(known) => {
        const { request } = known;
        return (
          <>
            <EntityHeader
              kind={t('requests:number', { id })}
              name={capitalised(t(`requests:type_${request.type}`))}
              status={<StateWord state={stateOf(request)} text={t(`requests:status_${statusOf(request)}`)} />}
            />
            <Box sx={{ display: 'grid', gap: 2 }}>
              {known.decision !== undefined && <Decided decision={known.decision} wasLate={wasLate} />}
              <Who review={known} />
              <What review={known} />
              {request.certificate_details !== undefined && (
                <CertificateCard certificate={request.certificate_details} usage={t('certificates:authentication')} />
              )}
              {request.signer_certificate_details !== undefined && (
                <CertificateCard certificate={request.signer_certificate_details} usage={t('requests:signer')} />
              )}
              {statusOf(request) === 'WAITING' && (
                <>
                  <Checks {...{ review }} />
                  <Changes changes={known.changes} />
                  <Decision
                    review={known}
                    onLate={() => {
                      setLate(true);
                      review.again();
                    }}
                  />
                </>
              )}
              <History review={known} />
              <Neighbours id={Number(id)} />
            </Box>
          </>
        );
      }}
    </Loaded>
  );
}

/** The member that signs for it, and what is known of it. */
function Who({ review: { asked_by: asker, request } }: { readonly review: Review }) {
  const { t } = useTexts();
  const id = asker.client_id.encoded_id;
  const server = request.security_server_id.encoded_id ?? '';
  return (
    <Section title={t('requests:who')}>
      <Facts
        isFirst
        facts={[
          [
            t('requests:member'),
            asker.is_member ? (
              <PlaceLink to={memberPath(id)}>{asker.member_name ?? id}</PlaceLink>
            ) : (
              <StateWord state="attention" text={t('requests:unknown_member')} />
            ),
          ],
          [t('common:identifier_title'), <Copyable text={id} what={t('common:identifier')} />],
          ...(asker.member_since === undefined
            ? []
            : ([[t('requests:member_since'), <Time at={asker.member_since} form="date" relative />]] as const)),
          [t('requests:owned_servers'), String(asker.owned_servers)],
          [
            t('requests:server'),
            asker.is_server_known ? (
              <PlaceLink to={serverPath(server)}>{server}</PlaceLink>
            ) : (
              <>
                <Code text={server} /> – {t('requests:new_server')}
              </>
            ),
          ],
        ]}
      />
    </Section>
  );
}

/** What it says. */
function What({ review: { request } }: { readonly review: Review }) {
  const { t } = useTexts();
  const { client_id: client } = request;
  const name = request.subsystem_name ?? request.client_subsystem_name;
  return (
    <Section title={t('requests:section_what')}>
      <Facts
        isFirst
        facts={[
          ...(client === undefined
            ? []
            : ([
                [
                  t('requests:client'),
                  <>
                    {request.client_owner_name} <Code text={client.encoded_id ?? ''} />
                  </>,
                ],
              ] as const)),
          ...(name === undefined ? [] : [[t('requests:subsystem_name'), name] as const]),
          ...(request.address === undefined ? [] : [[t('requests:address'), <code>{request.address}</code>] as const]),
          ...(request.message === undefined ? [] : [[t('requests:message'), request.message] as const]),
          ...(request.comments === undefined ? [] : [[t('requests:comments'), request.comments] as const]),
          [t('requests:origin'), t(originOf(request))],
          [t('requests:received'), request.created_at !== undefined && <Time at={request.created_at} relative />],
        ]}
      />
    </Section>
  );
}

function History({ review: { request, decision, asked_by: asker } }: { readonly review: Review }) {
  const { t } = useTexts();
  return (
    <Section title={t('requests:section_history')}>
      <Timeline
        events={[
          {
            at: request.created_at ?? '',
            what: t('requests:event_received', { what: t(`requests:type_${request.type}`) }),
            actor: asker.member_name ?? asker.client_id.encoded_id,
            state: 'attention',
          },
          ...(decision === undefined
            ? []
            : [
                {
                  at: decision.at,
                  what: t(`requests:decision_${decision.status}`),
                  state: decision.status === 'APPROVED' ? ('ok' as const) : ('stopped' as const),
                  ...(decision.by === undefined ? {} : { actor: decision.by }),
                },
              ]),
        ]}
      />
    </Section>
  );
}
