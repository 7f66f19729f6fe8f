import Button from '@mui/material/Button';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { CertificateCard, validityOf } from '../../design/certificate-card.tsx';
import { Code } from '../../design/code.tsx';
import type { Column } from '../../design/column.ts';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { formatNumber } from '../../design/formats.ts';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { RowMenu } from '../../design/row-menu.tsx';
import { StateWord } from '../../design/status.tsx';
import { useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EditTimeStamping } from './edit-time-stamping.tsx';
import { TrustHeader } from './trust-header.tsx';

type Service = Schemas['TimestampingService'];
interface Open {
  readonly what: 'certificate' | 'edit' | 'delete';
  readonly service: Service;
}

/** X-Road's operation calls the subject's common name so. */
const nameOf = ({ certificate }: Service): string =>
  certificate.subject_common_name || certificate.subject_distinguished_name;

export function Component() {
  const { t, language } = useTexts();
  const may = useRights();
  const now = useNow();
  const state = useListState({ sort: 'name' });
  const [open, setOpen] = useState<Open>();
  const found = call('get', '/timestamping-services', {});
  const answered = useAnswer(found);
  const close = (): void => {
    setOpen(undefined);
  };
  const columns: readonly Column<Service>[] = [
    {
      ...{ id: 'name', title: t('trust:tsa'), sort: 'name', text: nameOf },
      cell: (service) => <Box sx={{ fontWeight: 600 }}>{nameOf(service)}</Box>,
    },
    {
      ...{ id: 'url', title: t('trust:address'), sort: 'url', text: ({ url }) => url },
      cell: ({ url }) => <Code text={url} />,
    },
    {
      ...{ id: 'state', title: t('trust:certificate'), width: 170 },
      text: ({ certificate }) => certificate.not_after,
      cell: ({ certificate }) => <StateWord {...validityOf(certificate, now, t)} />,
    },
    {
      ...{ id: 'interval', title: t('trust:interval'), width: 120, isNumber: true },
      text: ({ timestamping_interval: seconds }) => t('trust:seconds', { count: formatNumber(seconds, language) }),
    },
    {
      ...{ id: 'cost', title: t('trust:cost'), sort: 'cost', width: 140 },
      text: ({ cost_type: cost }) => t(`trust:cost_${cost}`),
    },
  ];
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const add = may('ADD_APPROVED_TSA') && (
    <Button variant="contained" component={Link} to="/trust/time-stamping/new" startIcon={<Icon name="add" />}>
      {t('trust:add_tsa')}
    </Button>
  );
  const action = (what: Open['what'], service: Service, text: string) => ({
    text,
    isDestructive: what === 'delete',
    run: () => {
      setOpen({ what, service });
    },
  });
  return (
    <>
      <TrustHeader title={t('trust:tsas')} action={!isBare(state, page?.rows) && add} />
      <DataTable
        name={t('trust:tsas')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ id }) => String(id)}
        rowActions={(service) => (
          <RowMenu
            of={nameOf(service)}
            actions={[
              action('certificate', service, t('trust:certificate')),
              ...(may('EDIT_APPROVED_TSA') ? [action('edit', service, t('trust:edit'))] : []),
              ...(may('DELETE_APPROVED_TSA') ? [action('delete', service, t('trust:delete'))] : []),
            ]}
          />
        )}
        searchHint={t('trust:search_tsas')}
        tools={<ApiCallButton call={found} permissions={['VIEW_APPROVED_TSAS']} />}
        all={() => Promise.resolve(page?.all ?? [])}
        empty={{ title: t('trust:no_tsas'), teach: t('trust:no_tsas_teach'), action: add }}
      />
      {open?.what === 'certificate' && (
        <FormDialog title={t('trust:tsa_certificate')} onClose={close}>
          <CertificateCard certificate={open.service.certificate} usage={open.service.url} />
          <Box sx={{ mt: 2 }}>
            <Button autoFocus onClick={close}>
              {t('common:close')}
            </Button>
          </Box>
        </FormDialog>
      )}
      {open?.what === 'edit' && <EditTimeStamping service={open.service} onClose={close} />}
      {open?.what === 'delete' && (
        <ConfirmLoss
          title={t('trust:delete_title', { name: nameOf(open.service) })}
          act={t('trust:delete_tsa_act')}
          losses={[
            t('trust:lose_tsa', { name: nameOf(open.service) }),
            ...(answered.data?.length === 1 ? [t('trust:lose_last_tsa')] : []),
          ]}
          keeps={[t('trust:keeps_stamps')]}
          call={call('delete', '/timestamping-services/{timestamping_service_id}', {
            path: { timestamping_service_id: open.service.id },
          })}
          permissions={['DELETE_APPROVED_TSA']}
          onClose={close}
          onDone={() => {
            announce(t('trust:tsa_deleted'));
            close();
          }}
        />
      )}
    </>
  );
}
