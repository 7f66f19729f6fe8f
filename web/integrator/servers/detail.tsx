import { useState } from 'react';
import { Outlet, useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import { serverPath } from '../../api/paths.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { validityOf } from '../../design/certificate-card.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { StateWord } from '../../design/status.tsx';
import { TextDialog } from '../../design/text-dialog.tsx';
import { useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useServer } from './server.ts';

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const known = useServer();
  const { id, server, certificates, clients } = known;
  const [open, setOpen] = useState<'address' | 'delete'>();
  const base = serverPath(id);
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Loaded of={server} title={t('servers:one')}>
      {({
        server_id: { server_code: code },
        owner_name: owner,
        server_address: address,
        in_maintenance_mode: isInMaintenance,
      }) => (
        <>
          <EntityHeader
            kind={t('servers:one')}
            name={code}
            of={owner}
            id={id}
            status={<ServerState isInMaintenance={isInMaintenance} certificates={certificates.data} />}
            actions={[
              ...(may('EDIT_SECURITY_SERVER_ADDRESS')
                ? [
                    {
                      text: t('servers:change_address'),
                      run: () => {
                        setOpen('address');
                      },
                    },
                  ]
                : []),
              ...(may('DELETE_SECURITY_SERVER')
                ? [
                    {
                      text: t('servers:delete'),
                      isDestructive: true,
                      run: () => {
                        setOpen('delete');
                      },
                    },
                  ]
                : []),
            ]}
            tabs={[
              { text: t('servers:general'), to: base },
              { text: t('servers:certificates'), to: `${base}/certificates`, count: certificates.data?.length },
              { text: t('servers:clients'), to: `${base}/clients`, count: clients.data?.length },
              ...(may('VIEW_AUDIT_LOG') ? [{ text: t('common:history'), to: `${base}/history` }] : []),
            ]}
          />
          <Outlet />
          {open === 'address' && (
            <TextDialog
              title={t('servers:change_address')}
              label={t('servers:address')}
              help={t('servers:address_help')}
              name={address}
              etag={server.etag}
              callOf={(server_address) =>
                call('patch', '/security-servers/{server_id}', { path: { server_id: id }, body: { server_address } })
              }
              permissions={['EDIT_SECURITY_SERVER_ADDRESS']}
              done={t('servers:address_changed')}
              onClose={close}
            />
          )}
          {open === 'delete' && <Deletion {...{ ...known, code }} onClose={close} />}
        </>
      )}
    </Loaded>
  );
}

interface ServerStateProps {
  readonly isInMaintenance: boolean;
  readonly certificates: readonly { readonly not_before: string; readonly not_after: string }[] | undefined;
}

/** As good as its best certificate. */
function ServerState({ isInMaintenance, certificates }: ServerStateProps) {
  const { t } = useTexts();
  const now = useNow();
  if (isInMaintenance) return <StateWord state="attention" text={t('servers:in_maintenance')} />;
  if (certificates === undefined) return null;
  const last = certificates.toSorted((one, other) => one.not_after.localeCompare(other.not_after)).at(-1);
  if (last === undefined) return <StateWord state="stopped" text={t('servers:no_certificates')} />;
  const { state, text } = validityOf(last, now, t);
  return state === 'ok' ? <StateWord state="ok" /> : <StateWord {...{ state, text }} />;
}

type DeletionProps = ReturnType<typeof useServer> & { readonly code: string; readonly onClose: () => void };

function Deletion({ id, code, certificates, clients, onClose }: DeletionProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [ofCertificates, ofClients] = [certificates.data?.length, clients.data?.length];
  const losses =
    ofCertificates === undefined || ofClients === undefined
      ? undefined
      : [
          t('servers:lose_server', { id }),
          ...(ofClients > 0 ? [t('servers:lose_clients', { count: ofClients })] : []),
          ...(ofCertificates > 0 ? [t('servers:lose_certificates', { count: ofCertificates })] : []),
        ];
  return (
    <ConfirmLoss
      title={t('servers:delete_title', { code })}
      act={t('servers:delete_act', { code })}
      losses={losses}
      keeps={[t('servers:keeps')]}
      typed={code}
      call={call('delete', '/security-servers/{server_id}', { path: { server_id: id } })}
      permissions={['DELETE_SECURITY_SERVER']}
      onClose={onClose}
      onDone={() => {
        announce(t('servers:deleted'));
        void navigate('/servers');
      }}
    />
  );
}
