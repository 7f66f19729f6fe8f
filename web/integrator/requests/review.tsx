import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { Answered } from '../../api/queries.ts';
import { CheckList } from '../../design/check-list.tsx';
import { DiffView } from '../../design/diff-view.tsx';
import { Section } from '../../design/section.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts, type TextKey, type Translate } from '../../texts/texts.ts';
import { shownCheck } from '../found-check.tsx';
import type { Review } from './reviewed.ts';

/** What the server checks; the definition leaves the names open. */
const NAMES: Readonly<Record<string, TextKey>> = {
  approval: 'requests:check_approval',
  'member-signature': 'requests:check_signature',
  'key-possession': 'requests:check_possession',
  'authentication-certificate-path': 'requests:check_path',
  'authentication-certificate-status': 'requests:check_status',
  'signing-certificate-path': 'requests:check_signer_path',
  'signing-certificate-status': 'requests:check_signer_status',
  'address-name': 'requests:check_name',
  'address-port-5500': 'requests:check_port_5500',
  'address-port-5577': 'requests:check_port_5577',
};

/** What a check looks at. */
export function nameOf({ name }: Review['checks'][number], t: Translate): string {
  const key = NAMES[name];
  return key === undefined ? name : t(key);
}

/** What was looked at just now, and again when somebody asks for it. */
export function Checks({ review }: { readonly review: Answered<Review> }) {
  const { t } = useTexts();
  const checks = (review.data?.checks ?? []).map((found) => shownCheck(found, nameOf(found, t)));
  return (
    <Section title={t('requests:section_checks')}>
      <CheckList checks={checks} />
      <Box sx={{ display: 'flex', gap: 1.5, mt: 1.5, alignItems: 'center', flexWrap: 'wrap' }} data-print="no">
        <Button onClick={review.again} disabled={review.isRefreshing}>
          {t(review.isRefreshing ? 'requests:checking' : 'requests:check_again')}
        </Button>
        {review.answeredAt !== undefined && (
          <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
            {t('common:as_of')} <Time at={review.answeredAt} />
          </Box>
        )}
      </Box>
    </Section>
  );
}

type Change = Review['changes'][number];

/** What is otherwise afterwards. */
const FIELDS: Readonly<Partial<Record<Change['kind'], TextKey>>> = {
  'server-address-changed': 'requests:field_address',
  'subsystem-renamed': 'requests:field_name',
  'owner-changed': 'requests:field_owner',
};

/** What an approval does: in words, and what is otherwise than before. */
export function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTexts();
  const differing = changes.flatMap((change) => {
    const field = FIELDS[change.kind];
    return field === undefined ? [] : [{ ...change, field: t(field) }];
  });
  const isNewServer = changes.some(({ kind }) => kind === 'server-added');
  const valuesOf = (side: 'before' | 'after') =>
    Object.fromEntries(differing.map((change) => [change.field, change[side]]));
  return (
    <Section title={t('requests:section_change')}>
      {changes.length === 0 && t('requests:nothing_changes')}
      <Box component="ul" data-changes sx={changesLook}>
        {changes.map((change) => (
          <Box component="li" key={change.kind} sx={{ display: 'flex', gap: 1, overflowWrap: 'anywhere' }}>
            <Box
              component="span"
              aria-hidden
              sx={{ fontWeight: 700, color: change.after === undefined ? 'ok.main' : 'attention.main' }}
            >
              {change.after === undefined ? '+' : '~'}
            </Box>
            <Box component="span" sx={{ minWidth: 0 }}>
              {wordsOf(change, isNewServer, t)}
            </Box>
          </Box>
        ))}
      </Box>
      {differing.length > 0 && (
        <Box sx={{ mt: 1.5 }}>
          <DiffView impact={[]} before={valuesOf('before')} after={valuesOf('after')} />
        </Box>
      )}
    </Section>
  );
}

const changesLook = {
  ...{ listStyle: 'none', p: 0, m: 0, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 0.5 },
} as const;

const wordsOf = (
  { kind, security_server_id: server, client_id: client, name, address }: Change,
  isNewServer: boolean,
  t: Translate,
): string =>
  t(
    kind === 'authentication-certificate-added' && isNewServer
      ? 'requests:change_certificate-of-new-server'
      : `requests:change_${kind}`,
    {
      server: server?.server_code ?? '',
      client: client?.encoded_id ?? '',
      name: name ?? client?.subsystem_code ?? '',
      address: address ?? '',
    },
  );
