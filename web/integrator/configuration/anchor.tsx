import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { DownloadButton } from '../../design/download-button.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { takeAnchor } from '../anchor-taken.ts';
import { Fingerprint } from './fingerprint.tsx';
import type { SourceKind } from './source-kind.ts';

/** The anchor with its fingerprint, and where the configuration is downloaded. */
export function Anchor({ kind }: { readonly kind: SourceKind }) {
  const { t } = useTexts();
  const path = { configuration_type: kind };
  const described = call('get', '/configuration-sources/{configuration_type}/anchor', { path });
  const anchor = useAnswer(described);
  const address = useAnswer(call('get', '/configuration-sources/{configuration_type}/download-url', { path }));
  return (
    <Section title={t('configuration:anchor')}>
      {address.data !== undefined && (
        <Box sx={{ mb: 1.5 }}>
          <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('configuration:address')}</Box>
          <Copyable text={address.data.url} what={t('configuration:address')} />
        </Box>
      )}
      <Loaded of={anchor}>
        {({ anchor: known }) =>
          known === undefined ? (
            <EmptyState why="first" title={t('configuration:no_anchor')} teach={t('configuration:no_anchor_teach')} />
          ) : (
            <>
              <Fingerprint hash={known.hash} />
              <Box sx={{ color: 'text.secondary', mt: 0.5 }}>
                {t('configuration:anchor_made')} <Time at={known.created_at} relative />
              </Box>
            </>
          )
        }
      </Loaded>
      <Box sx={{ display: 'flex', gap: 1, mt: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <AnchorActs kind={kind} hash={anchor.data?.anchor?.hash} />
        <Box sx={{ flex: 1 }} />
        <ApiCallButton call={described} permissions={[`VIEW_${kind}_CONFIGURATION_SOURCE`]} />
      </Box>
    </Section>
  );
}

function AnchorActs({ kind, hash }: { readonly kind: SourceKind; readonly hash: string | undefined }) {
  const { t } = useTexts();
  const may = useRights();
  const [isOpen, setOpen] = useState(false);
  const path = { configuration_type: kind };
  return (
    <>
      {may('DOWNLOAD_SOURCE_ANCHOR') && hash !== undefined && (
        <DownloadButton
          call={call('get', '/configuration-sources/{configuration_type}/anchor/download', { path })}
          label={t('configuration:download_anchor')}
          onDone={() => {
            if (kind === 'INTERNAL') takeAnchor(hash);
          }}
        />
      )}
      {may('GENERATE_SOURCE_ANCHOR') && (
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {t('configuration:make_anchor')}
        </Button>
      )}
      {isOpen && (
        <ConfirmLoss
          title={t('configuration:make_anchor_title')}
          act={t('configuration:make_anchor_act')}
          losses={[t('configuration:make_anchor_loses')]}
          keeps={[t('configuration:make_anchor_keeps')]}
          call={call('put', '/configuration-sources/{configuration_type}/anchor/re-create', { path })}
          permissions={['GENERATE_SOURCE_ANCHOR']}
          onClose={() => {
            setOpen(false);
          }}
          onDone={() => {
            announce(t('configuration:anchor_is_made'));
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
