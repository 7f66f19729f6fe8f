import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import { Link as RouterLink } from 'react-router';
import { memberPath, serverPath } from '../../api/paths.ts';
import { Facts, type Fact } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { LastConfiguration } from './last-configuration.tsx';
import { useServer } from './server.ts';

/** Servers of the same code, of which this is one. */
const CONTACTS = 1_000;

export function Component() {
  const { t } = useTexts();
  const { id, server, clients } = useServer();
  const may = useRights();
  const contacts = useAnswer(
    may('VIEW_NETWORK_HEALTH')
      ? call('get', '/drum/servers/seen', { query: { q: id.split(':').at(-1) ?? '', limit: CONTACTS } })
      : undefined,
  );
  const contact = contacts.data?.items.find(({ server_id: each }) => each.encoded_id === id);
  return (
    <Loaded of={server}>
      {(known) => {
        const owner = id.split(':').slice(0, 3).join(':');
        const depending = clients.data?.filter(({ client_id: client }) => client.type === 'SUBSYSTEM').length;
        const rows: readonly Fact[] = [
          [
            t('servers:owner'),
            <Link component={RouterLink} to={memberPath(owner)}>
              {known.owner_name ?? owner}
            </Link>,
          ],
          [
            t('servers:address'),
            known.server_address === '' ? t('servers:no_address') : <code>{known.server_address}</code>,
          ],
          ...(contact === undefined
            ? []
            : [[t('servers:last_configuration'), <LastConfiguration seen={contact.seen} />] as const]),
          [
            t('servers:maintenance'),
            known.in_maintenance_mode
              ? (known.maintenance_mode_message ?? t('servers:in_maintenance'))
              : t('servers:not_in_maintenance'),
          ],
          [t('servers:created'), known.created_at !== undefined && <Time at={known.created_at} relative />],
          [t('servers:updated'), known.updated_at !== undefined && <Time at={known.updated_at} relative />],
        ];
        return (
          <Paper sx={{ p: 2 }}>
            <Facts facts={rows} isFirst />
            {depending !== undefined && (
              <Box sx={{ mt: 2, pt: 2, borderTop: '1px solid', borderColor: 'divider' }}>
                <Link component={RouterLink} to={`${serverPath(id)}/clients`}>
                  {t('servers:depend', { count: depending })}
                </Link>
              </Box>
            )}
          </Paper>
        );
      }}
    </Loaded>
  );
}
