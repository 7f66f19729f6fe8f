import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call, seen } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Sample } from '../settings/sample.tsx';
import { SAMPLE } from './sample.ts';

interface CollectingProps {
  readonly settings: Schemas['CatalogueSettings'];
  readonly etag: string | undefined;
}

/** How the catalogue comes to be, and who may see it. */
export function Collecting({ settings, etag }: CollectingProps) {
  const { t } = useTexts();
  const may = useRights();
  const [isAsking, setAsking] = useState(false);
  const { public: isPublic, collected, last_round: last, security_server: server = '' } = settings;
  return (
    <Paper sx={{ p: 2, mb: 2, display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      {isPublic ? (
        <StateWord state="ok" text={t('catalogue:is_public')} />
      ) : (
        <Box sx={{ fontWeight: 600 }}>{t('catalogue:is_not_public')}</Box>
      )}
      <Box sx={{ flex: '1 1 280px', color: 'text.secondary' }}>
        {collected ? t('catalogue:collected_through', { server }) : t('catalogue:not_collected')}{' '}
        {last !== undefined && (
          <>
            {t('catalogue:last_round', { asked: last.asked, answered: last.answered })}{' '}
            <Time at={last.finished_at} relative />
          </>
        )}
      </Box>
      {isPublic && (
        <Box sx={{ color: 'text.secondary' }}>
          {t('catalogue:public_at')} <code>/catalogue</code>
        </Box>
      )}
      {may('EDIT_CATALOGUE') && (
        <Button
          onClick={() => {
            setAsking(true);
          }}
        >
          {t(isPublic ? 'catalogue:hide' : 'catalogue:publish')}
        </Button>
      )}
      {!collected && (
        <Box sx={{ flex: '1 1 100%', minWidth: 0 }}>
          <Sample title={t('sso:sample')} text={SAMPLE} />
        </Box>
      )}
      {isAsking && (
        <ConfirmLoss
          title={t(isPublic ? 'catalogue:hide_title' : 'catalogue:publish_title')}
          act={t(isPublic ? 'catalogue:hide' : 'catalogue:publish')}
          losses={isPublic ? [t('catalogue:hide_loses')] : []}
          keeps={isPublic ? [t('catalogue:hide_keeps')] : [t('catalogue:publish_shows'), t('catalogue:publish_keeps')]}
          call={seen(call('put', '/drum/catalogue/settings', { body: { public: !isPublic } }), etag)}
          permissions={['EDIT_CATALOGUE']}
          onClose={() => {
            setAsking(false);
          }}
          onDone={() => {
            announce(t(isPublic ? 'catalogue:hidden' : 'catalogue:published'));
            setAsking(false);
          }}
        />
      )}
    </Paper>
  );
}
