import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer, type Answered } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { CertificateCard } from '../../design/certificate-card.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { Copyable } from '../../design/copyable.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Icon } from '../../design/icons.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { RowMenu } from '../../design/row-menu.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ResponderDialog, type OfAuthority } from './responder-dialog.tsx';

type Responder = Schemas['OcspResponder'];
type Open =
  { readonly what: 'new' } | { readonly what: 'edit' | 'delete' | 'certificate'; readonly responder: Responder };

interface RespondersProps {
  readonly of: OfAuthority;
  readonly answered: Answered<readonly Responder[]>;
  /** It is all of its tab, and no part of another thing. */
  readonly isPage?: boolean;
}

/** The OCSP responders of an authority. */
export function Responders({ of, answered, isPage = false }: RespondersProps) {
  const { t } = useTexts();
  const may = useRights();
  const [open, setOpen] = useState<Open>();
  const close = (): void => {
    setOpen(undefined);
  };
  const add = may('ADD_APPROVED_CA') && (
    <Button
      startIcon={<Icon name="add" />}
      onClick={() => {
        setOpen({ what: 'new' });
      }}
    >
      {t('trust:add_responder')}
    </Button>
  );
  const actionsOf = (responder: Responder) => [
    ...(responder.has_certificate === true
      ? [
          {
            text: t('trust:certificate'),
            run: () => {
              setOpen({ what: 'certificate', responder });
            },
          },
        ]
      : []),
    ...(may('EDIT_APPROVED_CA')
      ? [
          {
            text: t('trust:edit'),
            run: () => {
              setOpen({ what: 'edit', responder });
            },
          },
        ]
      : []),
    ...(may('DELETE_APPROVED_CA')
      ? [
          {
            text: t('trust:delete'),
            isDestructive: true,
            run: () => {
              setOpen({ what: 'delete', responder });
            },
          },
        ]
      : []),
  ];
  return (
    <Loaded of={answered}>
      {(responders) => (
        <>
          {responders.length > 0 && isPage && <Box sx={{ mb: 1.5 }}>{add}</Box>}
          {responders.length === 0 ? (
            <Paper sx={isPage ? {} : { border: 0 }}>
              <EmptyState
                why="first"
                title={t('trust:no_responders')}
                teach={t('trust:no_responders_teach')}
                action={add}
              />
            </Paper>
          ) : (
            <Paper component="ul" aria-label={t('trust:responders')} sx={listLook}>
              {responders.map((responder) => (
                <Box component="li" key={responder.id} data-row={responder.id}>
                  <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
                    <Copyable text={responder.url} what={t('trust:responder_url')} />
                    <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
                      {t(`trust:cost_${responder.cost_type}`)}
                      {' · '}
                      {t(responder.has_certificate === true ? 'trust:own_certificate' : 'trust:ca_signs')}
                    </Box>
                  </Box>
                  <RowMenu of={responder.url} actions={actionsOf(responder)} />
                </Box>
              ))}
            </Paper>
          )}
          {responders.length > 0 && !isPage && <Box sx={{ mt: 1 }}>{add}</Box>}
          {open?.what === 'new' && <ResponderDialog of={of} onClose={close} />}
          {open?.what === 'edit' && <ResponderDialog of={of} responder={open.responder} onClose={close} />}
          {open?.what === 'certificate' && <ResponderCertificate responder={open.responder} onClose={close} />}
          {open?.what === 'delete' && (
            <ConfirmLoss
              title={t('trust:delete_responder_title')}
              act={t('trust:delete_responder_act')}
              losses={[
                t('trust:lose_responder', { url: open.responder.url }),
                ...(responders.length === 1 ? [t('trust:lose_last_responder')] : []),
              ]}
              call={call('delete', '/ocsp-responders/{ocsp_responder_id}', {
                path: { ocsp_responder_id: open.responder.id },
              })}
              permissions={['DELETE_APPROVED_CA']}
              onClose={close}
              onDone={() => {
                announce(t('trust:responder_deleted'));
                close();
              }}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

interface ResponderCertificateProps {
  readonly responder: Responder;
  readonly onClose: () => void;
}

function ResponderCertificate({ responder, onClose }: ResponderCertificateProps) {
  const { t } = useTexts();
  const answered = useAnswer(
    call('get', '/ocsp-responders/{ocsp_responder_id}/certificate', { path: { ocsp_responder_id: responder.id } }),
  );
  return (
    <FormDialog title={t('trust:responder_certificate')} onClose={onClose}>
      <Loaded of={answered}>
        {(certificate) => <CertificateCard certificate={certificate} usage={responder.url} />}
      </Loaded>
      <Box sx={{ mt: 2 }}>
        <Button autoFocus onClick={onClose}>
          {t('common:close')}
        </Button>
      </Box>
    </FormDialog>
  );
}

const listLook = {
  ...{ listStyle: 'none', m: 0, p: 0 },
  '& > li': { display: 'flex', gap: 1, alignItems: 'center', px: 1.5, py: 1 },
  '& > li + li': { borderTop: '1px solid', borderColor: 'divider' },
} as const;
