import type { Schemas } from '../../api/definitions/all.d.ts';
import { validityOf } from '../../design/certificate-card.tsx';
import { CheckList, type Check } from '../../design/check-list.tsx';
import { DiffView } from '../../design/diff-view.tsx';
import { Section } from '../../design/section.tsx';
import { useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { call } from '../../api/client.ts';
import { changeOf } from './request-words.ts';

type Details = Schemas['ManagementRequestDetailedView'];

/** What can be told of a request before it is decided: what was looked at, and what would change. */
export function Review({ request }: { readonly request: Details }) {
  const { t } = useTexts();
  const checks = useChecks(request);
  const { before, after } = useChange(request);
  return (
    <>
      <Section title={t('requests:section_checks')}>
        <CheckList checks={checks} />
      </Section>
      <Section title={t('requests:section_change')}>
        <DiffView
          impact={[changeOf(request, t)]}
          {...{ before, after }}
          names={{ address: t('requests:address'), owner: t('servers:owner') }}
        />
      </Section>
    </>
  );
}

function useChecks({
  security_server_owner: owner,
  security_server_id: server,
  certificate_details: certificate,
  client_id,
  client_owner_name,
}: Details): Check[] {
  const { t } = useTexts();
  const now = useNow();
  const id = server.encoded_id ?? '';
  const known: Check = {
    name: t('requests:check_owner'),
    outcome: owner === undefined ? 'failed' : 'passed',
    ...(owner === undefined ? { detail: t('requests:member_unknown_teach', { id }) } : {}),
    evidence: owner ?? id,
  };
  const validity = certificate === undefined ? undefined : validityOf(certificate, now, t);
  return [
    known,
    ...(validity === undefined
      ? []
      : [
          {
            name: t('requests:check_valid'),
            outcome: validity.state === 'stopped' ? 'failed' : 'passed',
            detail: validity.text,
          } as const,
        ]),
    ...(client_id === undefined
      ? []
      : [
          {
            name: t('requests:check_client'),
            outcome: client_owner_name === undefined ? 'failed' : 'passed',
            evidence: client_id.encoded_id ?? '',
          } as const,
        ]),
  ];
}

/** What of the server is otherwise afterwards, where it is there already. */
function useChange({ type, security_server_id: id, address, client_id: client }: Details) {
  const may = useRights();
  const isChange = type === 'ADDRESS_CHANGE_REQUEST' || type === 'OWNER_CHANGE_REQUEST';
  const server = useAnswer(
    isChange && may('VIEW_SECURITY_SERVER_DETAILS')
      ? call('get', '/security-servers/{server_id}', { path: { server_id: id.encoded_id ?? '' } })
      : undefined,
  );
  if (type === 'ADDRESS_CHANGE_REQUEST')
    return { before: { address: server.data?.server_address }, after: { address } };
  if (type === 'OWNER_CHANGE_REQUEST')
    return { before: { owner: server.data?.owner_name }, after: { owner: client?.encoded_id } };
  return { before: {}, after: address === undefined ? {} : { address } };
}
