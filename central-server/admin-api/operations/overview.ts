import type { CentralServerFile } from '../../file.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { encodedKey } from '../../catalogue/encoded-key.ts';
import { Expiries, type Expiry } from '../../overview/expiries.ts';
import { overviewOf, type Overview } from '../../overview/overview.ts';
import type { NextPublication } from '../../publication/next-publication.ts';
import { findContacts, type ServerContact } from '../../seen/finding.ts';
import { pageOf, pagingShape } from '#administration/http/shapes.ts';
import { holdShape } from './publication-shapes.ts';
import { serverIdShape, type CatalogueHandlers } from './shapes.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How the network is. */
export function overview(
  { node, parameters, auditLog }: Pick<CentralServerFile, 'node' | 'parameters' | 'auditLog'>,
  next: Pick<NextPublication, 'registrationCertificate'>,
): CatalogueHandlers {
  const expiries = new Expiries();
  return {
    getOverview: {
      run: async ({ now, caller: { permissions } }, catalogue) => ({
        body: overviewShape(
          permissions,
          await overviewOf(catalogue, {
            ...{ expiries, now, managementTls: next.registrationCertificate },
            nodes: [node.name, ...node.others],
            expireSeconds: parameters['center.configuration-expire-interval'],
            generationSeconds: parameters['center.configuration-generation-interval'],
            ...{ syslog: auditLog.syslog, awaySeconds: parameters['notices.syslog-away-after'] },
          }),
        ),
      }),
    },
    findSeenServers: {
      run: async ({ query, now }, catalogue) => {
        const request = pageOf(query);
        const minutesAgo = (name: string): Date | undefined =>
          typeof query[name] === 'number' ? new Date(now.getTime() - query[name] * MINUTE_MS) : undefined;
        const [since, before] = [minutesAgo('seen_within_minutes'), minutesAgo('not_seen_for_minutes')];
        const page = await findContacts(
          catalogue,
          {
            ...(typeof query.q === 'string' ? { q: query.q } : {}),
            ...(since === undefined ? {} : { since }),
            ...(before === undefined ? {} : { before }),
            ...(query.contact === undefined ? {} : { isKnown: query.contact === 'SEEN' }),
          },
          request,
        );
        const ends = await expiries.firstOfServers(
          catalogue,
          page.items.map(({ id }) => keyOf(id)),
        );
        return {
          body: {
            items: page.items.map((contact) => contactShape(contact, ends.get(keyOf(contact.id)))),
            paging_metadata: pagingShape(page, request),
          },
        };
      },
    },
    findExpiring: {
      run: async ({ query, now }, catalogue) => {
        const { within_days: days, q = '' } = query as { readonly within_days: number; readonly q?: string };
        const { limit, offset } = pageOf(query);
        const until = new Date(now.getTime() + days * DAY_MS);
        const wanted = q.toLocaleLowerCase('bg');
        const found = (await expiries.all(catalogue, next.registrationCertificate))
          .filter(({ notAfter }) => notAfter <= until)
          .map(expiryShape)
          .filter(({ of }) => of.toLocaleLowerCase('bg').includes(wanted));
        const items = found.slice(limit * offset, limit * (offset + 1));
        const page = { items, totalItems: found.length };
        return { body: { items, paging_metadata: pagingShape(page, { limit, offset }) } };
      },
    },
  };
}

const expiryShape = ({ kind, of, sha256, notAfter }: Expiry) => ({
  ...{ kind, of: typeof of === 'string' ? encodedKey(of) : `${of.node} ${of.source.toLowerCase()} ${of.name}` },
  ...{ sha256, not_after: notAfter.toISOString() },
});

const contactShape = (
  { id, ownerName, address, isInMaintenance, clients, seen, sharesAddress }: ServerContact,
  end: Date | undefined,
) => ({
  server_id: serverIdShape(id),
  ...(ownerName === undefined ? {} : { owner_name: ownerName }),
  ...(address === undefined ? {} : { server_address: address }),
  ...{ in_maintenance_mode: isInMaintenance, clients, shares_address: sharesAddress },
  ...(end === undefined ? {} : { nearest_expiry: end.toISOString() }),
  contact: seen === undefined ? 'UNKNOWN' : 'SEEN',
  ...(seen === undefined
    ? {}
    : {
        seen: {
          ...{ at: seen.at.toISOString(), node: seen.node, version: seen.version, from_address: seen.from },
          known_by: seen.knownBy,
          ...(seen.publication === undefined ? {} : { publication: seen.publication }),
        },
      }),
});

/** Whoever may not see the audit log, or notices, does not see them here. */
const overviewShape = (permissions: ReadonlySet<string>, seen: Overview) => ({
  ...{ at: seen.at.toISOString(), state: seen.state },
  parts: seen.parts.map(({ code, count, since, of }) => ({
    ...{ code, count },
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(of === undefined ? {} : { of }),
  })),
  requests: {
    waiting: seen.requests.waiting,
    ...(seen.requests.oldest === undefined ? {} : { oldest: seen.requests.oldest.toISOString() }),
  },
  expiring: expiringShape(seen.expiring),
  servers: {
    ...{ total: seen.servers.total, seen_within_2_minutes: seen.servers.within2Minutes },
    ...{ seen_within_10_minutes: seen.servers.within10Minutes, seen_longer_ago: seen.servers.longer },
    unknown: seen.servers.unknown,
  },
  members: seen.members,
  set_up: {
    certification_services: seen.setUp.certificationServices,
    timestamping_services: seen.setUp.timestampingServices,
  },
  publication: { hold: holdShape(seen.hold), nodes: seen.nodes.map(nodeShape) },
  ...(permissions.has('VIEW_NOTICES') ? { notices: { open: seen.openNotices } } : {}),
  ...(permissions.has('VIEW_AUDIT_LOG') ? auditShape(seen) : {}),
});

const expiringShape = ({ expired, within7Days, within30Days, within90Days, next }: Overview['expiring']) => ({
  ...{ expired, within_7_days: within7Days, within_30_days: within30Days, within_90_days: within90Days },
  next: next.map(expiryShape),
});

const nodeShape = ({ node, state, at, validUntil, publication, problem }: Overview['nodes'][number]) => ({
  ...{ node, state },
  ...(at === undefined ? {} : { published_at: at.toISOString() }),
  ...(validUntil === undefined ? {} : { valid_until: validUntil.toISOString() }),
  ...(publication === undefined ? {} : { publication }),
  ...(problem === undefined ? {} : { problem }),
});

const auditShape = ({ collector, events }: Overview) => ({
  ...(collector === undefined
    ? {}
    : {
        collector: {
          ...{ target: collector.target, state: collector.isAway ? 'ATTENTION' : 'OK', waiting: collector.waiting },
          ...(collector.waitingSince === undefined ? {} : { waiting_since: collector.waitingSince.toISOString() }),
        },
      }),
  events: events.map(({ id, at, event, outcome, user_name: userName, object }) => ({
    ...{ id, at: new Date(at).toISOString(), event, outcome },
    ...(userName === null ? {} : { user_name: userName }),
    ...(object === undefined ? {} : { object }),
  })),
});
