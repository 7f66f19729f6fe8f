import { useState } from 'react';
import { Outlet, useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import { authorityPath } from '../../api/paths.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { validityOf } from '../../design/certificate-card.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import type { Action } from '../../design/action-menu.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { StateWord } from '../../design/status.tsx';
import { useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useAuthority } from './authority.ts';
import { EditAuthority } from './edit-authority.tsx';

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const now = useNow();
  const known = useAuthority();
  const { id, authority, responders, intermediates } = known;
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const base = authorityPath(id);
  const close = (): void => {
    setOpen(undefined);
  };
  const act = (permission: string, text: string, what: 'edit' | 'delete'): Action[] =>
    may(permission)
      ? [
          {
            text,
            isDestructive: what === 'delete',
            run: () => {
              setOpen(what);
            },
          },
        ]
      : [];
  return (
    <Loaded of={authority} title={t('trust:ca')}>
      {(shown) => (
        <>
          <EntityHeader
            kind={t('trust:ca')}
            name={shown.name ?? String(id)}
            status={
              shown.not_before !== undefined && shown.not_after !== undefined ? (
                <StateWord {...validityOf({ not_before: shown.not_before, not_after: shown.not_after }, now, t)} />
              ) : undefined
            }
            actions={[
              ...act('EDIT_APPROVED_CA', t('trust:edit_ca'), 'edit'),
              ...act('DELETE_APPROVED_CA', t('trust:delete'), 'delete'),
            ]}
            tabs={[
              { text: t('trust:certificate'), to: base },
              { text: t('trust:responders'), to: `${base}/ocsp`, count: responders.data?.length },
              { text: t('trust:intermediates'), to: `${base}/intermediate`, count: intermediates.data?.length },
              { text: t('trust:acme'), to: `${base}/acme` },
            ]}
          />
          <Outlet />
          {open === 'edit' && <EditAuthority authority={shown} etag={authority.etag} onClose={close} />}
          {open === 'delete' && <Deletion {...known} name={shown.name ?? String(id)} onClose={close} />}
        </>
      )}
    </Loaded>
  );
}

type DeletionProps = ReturnType<typeof useAuthority> & { readonly name: string; readonly onClose: () => void };

function Deletion({ id, name, responders, intermediates, onClose }: DeletionProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [ofResponders, ofIntermediates] = [responders.data?.length, intermediates.data?.length];
  const losses =
    ofResponders === undefined || ofIntermediates === undefined
      ? undefined
      : [
          t('trust:lose_ca', { name }),
          t('trust:lose_trust'),
          ...(ofResponders > 0 ? [t('trust:lose_responders', { count: ofResponders })] : []),
          ...(ofIntermediates > 0 ? [t('trust:lose_intermediates', { count: ofIntermediates })] : []),
        ];
  return (
    <ConfirmLoss
      title={t('trust:delete_title', { name })}
      act={t('trust:delete_ca_act')}
      losses={losses}
      keeps={[t('trust:keeps_publication')]}
      typed={name}
      call={call('delete', '/certification-services/{certification_service_id}', {
        path: { certification_service_id: id },
      })}
      permissions={['DELETE_APPROVED_CA']}
      onClose={onClose}
      onDone={() => {
        announce(t('trust:ca_deleted'));
        void navigate('/trust/authorities');
      }}
    />
  );
}
