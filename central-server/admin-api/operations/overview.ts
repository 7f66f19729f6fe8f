import type { CentralServerFile } from '../../file.ts';
import { Expiries } from '../../overview/expiries.ts';
import { overviewOf, type Overview } from '../../overview/overview.ts';
import type { NextPublication } from '../../publication/next-publication.ts';
import { findContacts, type ServerContact } from '../../seen/finding.ts';
import { encodedKey, holdShape } from './publication-shapes.ts';
import { pageOf, pagingShape, serverIdShape, type CatalogueHandlers } from './shapes.ts';

const MINUTE_MS = 60_000;

/** How the network is. */
export function overview(
  { node, parameters }: Pick<CentralServerFile, 'node' | 'parameters'>,
  next: Pick<NextPublication, 'registrationCertificate'>,
): CatalogueHandlers {
  const expiries = new Expiries();
  return {
    getOverview: {
      run: async ({ now }, catalogue) => ({
        body: overviewShape(
          await overviewOf(catalogue, {
            ...{ expiries, now, managementTls: next.registrationCertificate },
            nodes: [node.name, ...node.others],
            expireSeconds: parameters['center.configuration-expire-interval'],
            generationSeconds: parameters['center.configuration-generation-interval'],
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
          },
          request,
        );
        return { body: { items: page.items.map(contactShape), paging_metadata: pagingShape(page, request) } };
      },
    },
  };
}

const contactShape = ({ id, ownerName, address, seen, sharesAddress }: ServerContact) => ({
  server_id: serverIdShape(id),
  ...(ownerName === undefined ? {} : { owner_name: ownerName }),
  ...(address === undefined ? {} : { server_address: address }),
  shares_address: sharesAddress,
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

const overviewShape = ({ at, state, parts, requests, expiring, servers, members, nodes, hold, events }: Overview) => ({
  ...{ at: at.toISOString(), state },
  parts: parts.map(({ code, count, since, of }) => ({
    ...{ code, count },
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(of === undefined ? {} : { of }),
  })),
  requests: {
    waiting: requests.waiting,
    ...(requests.oldest === undefined ? {} : { oldest: requests.oldest.toISOString() }),
  },
  expiring: {
    ...{ expired: expiring.expired, within_7_days: expiring.within7Days, within_30_days: expiring.within30Days },
    within_90_days: expiring.within90Days,
    next: expiring.next.map(({ kind, of, sha256, notAfter }) => ({
      ...{ kind, of: encodedKey(of), sha256, not_after: notAfter.toISOString() },
    })),
  },
  servers: {
    ...{ total: servers.total, seen_within_2_minutes: servers.within2Minutes },
    ...{ seen_within_10_minutes: servers.within10Minutes, seen_longer_ago: servers.longer, unknown: servers.unknown },
  },
  members,
  publication: {
    hold: holdShape(hold),
    nodes: nodes.map((node) => ({
      ...{ node: node.node, state: node.state },
      ...(node.at === undefined ? {} : { published_at: node.at.toISOString() }),
      ...(node.validUntil === undefined ? {} : { valid_until: node.validUntil.toISOString() }),
      ...(node.publication === undefined ? {} : { publication: node.publication }),
      ...(node.problem === undefined ? {} : { problem: node.problem }),
    })),
  },
  events: events.map(({ id, at: eventAt, event, outcome, user_name: userName }) => ({
    ...{ id, at: new Date(eventAt).toISOString(), event, outcome },
    ...(userName === null ? {} : { user_name: userName }),
  })),
});
