import { call, type AnswerOf } from '../../api/client.ts';
import { queryClient } from '../../api/queries.ts';
import { session } from '../../api/session.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { useTexts } from '../../texts/texts.ts';

/** The day and time that tell a backup from others of the same server; where its name has none, the whole of it. */
const stampOf = (name: string): string => /\d{4}_?\d{2}_?\d{2}[-_]\d{6}/.exec(name)?.[0] ?? name;

/** Goes back to a backup. All sessions end by it, so that whoever did it signs in anew. */
export function Restoration({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { t } = useTexts();
  return (
    <ConfirmLoss<AnswerOf<'/backups/{filename}/restore', 'put'>>
      title={t('backups:restore_title', { name })}
      act={t('backups:restore_act', { name: stampOf(name) })}
      losses={[t('backups:lose_changes'), t('backups:lose_users'), t('backups:lose_sessions')]}
      keeps={[t('backups:restore_keeps')]}
      typed={stampOf(name)}
      call={call('put', '/backups/{filename}/restore', { path: { filename: name } })}
      permissions={['RESTORE_CONFIGURATION']}
      onClose={onClose}
      onDone={({ hsm_tokens_logged_out: isClosed }) => {
        announce(t(isClosed ? 'backups:restored_device' : 'backups:restored'));
        onClose();
        queryClient.clear();
        session.set({ phase: 'out' });
      }}
    />
  );
}
