import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { useTexts } from '../../texts/texts.ts';

type Subsystem = Schemas['Subsystem'];

interface SubsystemDeletionProps {
  readonly subsystem: Subsystem;
  readonly onClose: () => void;
}

export function SubsystemDeletion({ subsystem, onClose }: SubsystemDeletionProps) {
  const { t } = useTexts();
  const id = subsystem.subsystem_id.encoded_id ?? '';
  const code = subsystem.subsystem_id.subsystem_code ?? '';
  const servers = subsystem.used_security_servers;
  return (
    <ConfirmLoss
      title={t('members:delete_subsystem_title', { code })}
      act={t('members:delete_subsystem_act', { code })}
      losses={[
        t('members:lose_subsystem', { id }),
        ...(servers.length > 0 ? [t('members:lose_registrations', { count: servers.length })] : []),
      ]}
      typed={code}
      call={call('delete', '/subsystems/{subsystem_id}', { path: { subsystem_id: id } })}
      permissions={['REMOVE_MEMBER_SUBSYSTEM']}
      onClose={onClose}
      onDone={() => {
        announce(t('members:subsystem_deleted'));
        onClose();
      }}
    />
  );
}

interface UnregistrationProps extends SubsystemDeletionProps {
  readonly server: NonNullable<Subsystem['used_security_servers']>[number];
}

export function Unregistration({ subsystem, server, onClose }: UnregistrationProps) {
  const { t } = useTexts();
  const code = subsystem.subsystem_id.subsystem_code ?? '';
  const names = { code, server: server.server_code ?? '' };
  return (
    <ConfirmLoss
      title={t('members:unregister_title', names)}
      act={t('members:unregister', names)}
      losses={[t('members:lose_access', names)]}
      call={call('delete', '/subsystems/{subsystem_id}/servers/{server_id}', {
        path: { subsystem_id: subsystem.subsystem_id.encoded_id ?? '', server_id: server.encoded_id ?? '' },
      })}
      permissions={['UNREGISTER_SUBSYSTEM']}
      onClose={onClose}
      onDone={() => {
        announce(t('members:unregistered'));
        onClose();
      }}
    />
  );
}
