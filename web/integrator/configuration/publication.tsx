import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { auditEventPath, comparisonPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { DownloadButton } from '../../design/download-button.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { formatNumber } from '../../design/formats.ts';
import { Loaded } from '../../design/loaded.tsx';
import { PlaceLink } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EventOf } from '../audit/event-words.tsx';
import { originOf } from './publications.tsx';

type Publication = Schemas['PublicationWithParts'];

/** One publication: what led to it, and its parts as they were. */
export function PublicationPage({ number }: { readonly number: number }) {
  const publication = useAnswer(call('get', '/drum/configuration/publications/{number}', { path: { number } }));
  return (
    <Loaded of={publication}>
      {(known) => (
        <Box sx={{ display: 'grid', gap: 2 }}>
          <About publication={known} />
          <Parts publication={known} />
        </Box>
      )}
    </Loaded>
  );
}

function About({ publication }: { readonly publication: Publication }) {
  const { t } = useTexts();
  const { number, hash, published_at: at, node, caused_by: causes } = publication;
  const rows: readonly Fact[] = [
    [t('configuration:at'), <Time at={at} relative />],
    [t('configuration:node'), node],
    [t('configuration:origin'), originOf(publication, t)],
    [t('configuration:hash'), <Copyable text={hash} what={t('configuration:hash')} />],
    [
      t('configuration:causes'),
      causes.length === 0 ? (
        t('configuration:caused_by_servers')
      ) : (
        <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
          {causes.map(({ audit_event: id, user_name: name, at: when, ...event }) => (
            <li key={id}>
              <PlaceLink to={auditEventPath(id)}>
                <EventOf event={event} />
              </PlaceLink>
              {name !== undefined && ` · ${name}`} · <Time at={when} />
            </li>
          ))}
        </Box>
      ),
    ],
  ];
  return (
    <Section title={t('configuration:one', { number })}>
      <Facts facts={rows} />
      <Box sx={{ display: 'flex', gap: 1, mt: 2, flexWrap: 'wrap' }}>
        {number > 1 && (
          <Button component={Link} to={comparisonPath(number - 1, number)}>
            {t('configuration:compare_before')}
          </Button>
        )}
        <Restoring publication={publication} />
      </Box>
    </Section>
  );
}

/** Publishes it instead of the catalogue, until somebody releases it. */
function Restoring({ publication: { number, hash } }: { readonly publication: Publication }) {
  const { t } = useTexts();
  const may = useRights();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const newest = useAnswer(call('get', '/drum/configuration/publications', { query: { limit: 1 } }));
  const last = newest.data?.items[0]?.number;
  const isAsked = isOpen && last !== undefined && last !== number;
  const lost = useAnswer(
    isAsked
      ? call('get', '/drum/configuration/comparison/{from}/{to}', { path: { from: last, to: number } })
      : undefined,
  );
  if (!may('RESTORE_CONFIGURATION_PUBLICATION') || last === undefined || last === number) return null;
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        {t('configuration:restore')}
      </Button>
      {isOpen && (
        <ConfirmLoss
          title={t('configuration:restore_title', { number })}
          act={t('configuration:restore_act', { number })}
          losses={lost.data === undefined ? undefined : [t('configuration:restore_loses', { count: lost.data.total })]}
          keeps={[t('configuration:restore_keeps')]}
          call={call('post', '/drum/configuration/publications/{number}/restore', { path: { number }, body: { hash } })}
          permissions={['RESTORE_CONFIGURATION_PUBLICATION']}
          onClose={() => {
            setOpen(false);
          }}
          onDone={() => {
            announce(t('configuration:restored', { number }));
            void navigate('/config/preview');
          }}
        />
      )}
    </>
  );
}

function Parts({ publication: { number, parts } }: { readonly publication: Publication }) {
  const { t, language } = useTexts();
  return (
    <Section title={t('configuration:parts')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {parts.map(({ version, name, node, sha256, size }) => (
          <Box component="li" key={`${version} ${name} ${node ?? ''}`} sx={partLook}>
            <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
              <Box sx={{ fontWeight: 620 }}>
                {name} · V{version}
                {node !== undefined && ` · ${node}`}
              </Box>
              <Box sx={{ color: 'text.secondary', fontSize: 13, overflowWrap: 'anywhere' }}>
                {t('configuration:bytes', { number: formatNumber(size, language) })} · SHA-256 <code>{sha256}</code>
              </Box>
            </Box>
            <DownloadButton
              variant="outlined"
              call={call('get', '/drum/configuration/publications/{number}/parts/{version}/{name}', {
                path: { number, version, name },
                query: node === undefined ? {} : { node },
              })}
              label={t('configuration:download')}
              what={`${name} V${version}`}
            />
          </Box>
        ))}
      </Box>
    </Section>
  );
}

const partLook = {
  ...{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center', py: 1 },
  ...{ borderTop: '1px solid', borderColor: 'divider', '&:first-of-type': { borderTop: 0 } },
} as const;
