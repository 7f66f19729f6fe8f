import Box from '@mui/material/Box';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { Copyable } from '../../design/copyable.tsx';
import { Facts } from '../../design/facts.tsx';
import { formatFingerprint } from '../../design/formats.ts';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useTokens } from '../tokens/notice.tsx';
import { Rotation, type KnownKey } from './rotation.tsx';
import type { SourceKind } from './source-kind.ts';

const EVERY_MS = 5_000;

type Keys = Schemas['KnownSigningKeys'];

/** The keys of one configuration on each node, and the way from one to the next. */
export function SigningKeys({ kind }: { readonly kind: SourceKind }) {
  const { t } = useTexts();
  const keys = useAnswer(call('get', '/drum/signing-keys', {}), { everyMs: EVERY_MS });
  return (
    <Section title={t('configuration:keys')}>
      <Loaded of={keys}>{(known) => <KeysOf {...{ kind, known }} />}</Loaded>
    </Section>
  );
}

function KeysOf({ kind, known }: { readonly kind: SourceKind; readonly known: Keys }) {
  const { t } = useTexts();
  const tokens = useTokens();
  const own = known.keys.filter(({ source_type: type }) => type === kind);
  const nodes = [...new Set([known.node, ...own.map(({ node }) => node)])];
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {nodes.map((node) => {
        const ofNode = own.filter((key) => key.node === node);
        return (
          <Box key={node} data-node={node}>
            {nodes.length > 1 && (
              <Box component="h3" sx={{ m: 0, mb: 1, fontSize: 15, fontWeight: 620 }}>
                {t('configuration:node_keys', { node })}
              </Box>
            )}
            {ofNode.length === 0 && <Box sx={{ color: 'text.secondary' }}>{t('configuration:no_keys')}</Box>}
            {ofNode.map((key) => (
              <KeyFacts key={key.id} of={key} live={known.live_servers} />
            ))}
            {node === known.node ? (
              tokens.data !== undefined && (
                <Rotation {...{ kind, keys: ofNode, live: known.live_servers, tokens: tokens.data }} />
              )
            ) : (
              <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('configuration:other_node', { node })}</Box>
            )}
          </Box>
        );
      })}
    </Box>
  );
}

function KeyFacts({ of: key, live }: { readonly of: KnownKey; readonly live: number }) {
  const { t } = useTexts();
  const { label, active, created_at: since, certificate_sha256: sha256, known_by_servers: known } = key;
  return (
    <Box component="article" data-key={key.id} data-active={active} sx={keyLook}>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <Box sx={{ fontWeight: 620, minWidth: 0, overflowWrap: 'anywhere' }}>{label}</Box>
        <StateWord
          state={active ? 'ok' : 'attention'}
          text={t(active ? 'configuration:key_signs' : 'configuration:key_waits')}
        />
      </Box>
      <Facts
        facts={[
          [t('configuration:key_since'), <Time at={since} relative />],
          [
            t('configuration:key_known'),
            known === undefined
              ? t('configuration:known_elsewhere')
              : live === 0
                ? t('configuration:known_by_none')
                : known === 0
                  ? `${t('configuration:known_by', { known, count: live })}: ${t('configuration:nobody_took')}`
                  : t('configuration:known_by', { known, count: live }),
          ],
          [
            t('configuration:certificate'),
            <Copyable text={formatFingerprint(sha256)} what={t('configuration:certificate')} />,
          ],
        ]}
      />
    </Box>
  );
}

const keyLook = {
  ...{ border: '1px solid', borderColor: 'divider', borderRadius: 1, p: 1.5, mb: 1.5 },
} as const;
