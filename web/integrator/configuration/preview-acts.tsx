import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { TextDialog } from '../../design/text-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';

type Preview = Schemas['Preview'];

/** Hold, release, publish now. Reversible acts run at once; what cuts somebody off is asked for by name. */
export function PreviewActs({ preview }: { readonly preview: Preview }) {
  const { t } = useTexts();
  const may = useRights();
  const [open, setOpen] = useState<'hold' | 'confirm'>();
  const { hold, total } = preview;
  const release = useChange(() => {
    announce(t('configuration:released'));
  });
  const close = (): void => {
    setOpen(undefined);
  };
  const isReleasable = hold.by_hand !== undefined || hold.restored_publication !== undefined;
  return (
    <>
      {may('HOLD_CONFIGURATION_PUBLICATION') &&
        (isReleasable ? (
          <ActButton
            variant="outlined"
            isRunning={release.isRunning}
            onClick={() => {
              release.run(call('delete', '/drum/configuration/hold', {}));
            }}
          >
            {t('configuration:release')}
          </ActButton>
        ) : (
          <Button
            onClick={() => {
              setOpen('hold');
            }}
          >
            {t('configuration:hold')}
          </Button>
        ))}
      {may('CONFIRM_CONFIGURATION_PUBLICATION') && total > 0 && (
        <Button
          variant="contained"
          onClick={() => {
            setOpen('confirm');
          }}
        >
          {t('configuration:publish')}
        </Button>
      )}
      {release.problem !== undefined && <ErrorPanel problem={release.problem} />}
      {open === 'hold' && (
        <TextDialog
          title={t('configuration:hold_title')}
          label={t('configuration:reason')}
          help={t('configuration:hold_help')}
          name=""
          callOf={(reason) => call('put', '/drum/configuration/hold', { body: { reason } })}
          permissions={['HOLD_CONFIGURATION_PUBLICATION']}
          done={t('configuration:is_held')}
          onClose={close}
        />
      )}
      {open === 'confirm' && <Confirmation preview={preview} onClose={close} />}
    </>
  );
}

function Confirmation({ preview, onClose }: { readonly preview: Preview; readonly onClose: () => void }) {
  const { t } = useTexts();
  // What was looked at is what is confirmed, whatever comes meanwhile.
  const [{ hash, changes, servers_cut_off: cutOff, total }] = useState(preview);
  const servers = [...new Set(changes.flatMap(({ cuts_off: each }) => each))];
  return (
    <ConfirmLoss
      title={t('configuration:publish_title')}
      act={t('configuration:publish_act')}
      losses={[
        ...servers.map((server) => (
          <>
            {t('configuration:lose_server')} <code>{server}</code>
          </>
        )),
        ...(cutOff > servers.length ? [t('configuration:lose_more', { count: cutOff - servers.length })] : []),
      ]}
      keeps={[t('configuration:publish_keeps', { count: total })]}
      call={call('post', '/drum/configuration/publications', { body: { hash } })}
      permissions={['CONFIRM_CONFIGURATION_PUBLICATION']}
      onClose={onClose}
      onDone={() => {
        announce(t('configuration:published'));
        onClose();
      }}
    />
  );
}
