import { encodedKey } from '../../catalogue/encoded-key.ts';
import type { RawDifference } from '../../publication/changes/raw-differences.ts';
import type { HoldState } from '../../publication/hold-state.ts';
import type { JudgedChange } from '../../publication/judge.ts';
import type { KeptPart, KeptPublication } from '../../publication/kept/publications.ts';

/* The shapes of publications and of what changes between them. */

/** Servers that are named one by one; the rest is counted. */
const SERVERS_NAMED = 20;
/** Characters of one difference. */
const TEXT_CHARACTERS_MAX = 20_000;

export const publicationShape = (publication: KeptPublication) => ({
  number: publication.number,
  published_at: publication.at.toISOString(),
  ...{ node: publication.node, hash: publication.hash, origin: publication.origin },
  ...(publication.ofPublication === undefined ? {} : { of_publication: publication.ofPublication }),
  ...(publication.confirmedBy === undefined ? {} : { confirmed_by: publication.confirmedBy }),
  caused_by: publication.causes.map(({ audit_event, event, user_name, at, object }) => ({
    ...{ audit_event, event, at: new Date(at).toISOString() },
    ...(user_name === null ? {} : { user_name }),
    ...(object === undefined ? {} : { object }),
  })),
});

export const partShape = ({ version, name, node, contentIdentifier, sha256, size }: KeptPart) => ({
  ...{ version, name, content_identifier: contentIdentifier, sha256, size },
  ...(node === '' ? {} : { node }),
});

export const holdShape = ({ manual, pinned, waiting, confirmed }: HoldState) => ({
  held: manual !== undefined || pinned !== undefined || waiting !== undefined,
  ...(manual === undefined
    ? {}
    : { by_hand: { since: manual.at.toISOString(), by: manual.by, reason: manual.reason } }),
  ...(pinned === undefined ? {} : { restored_publication: pinned }),
  ...(waiting === undefined
    ? {}
    : {
        waiting: {
          ...{ hash: waiting.hash, since: waiting.at.toISOString(), reasons_total: waiting.reasons.length },
          reasons: waiting.reasons.slice(0, SERVERS_NAMED).map(({ kind, subject, server }) => ({
            ...{ kind, subject: encodedKey(subject), server: encodedKey(server) },
          })),
        },
      }),
  ...(confirmed === undefined ? {} : { confirmed: { hash: confirmed.hash, by: confirmed.by } }),
});

/** `servers`: how many there are, whom a change concerns that is not about one of them. */
export function changesShape(changes: readonly JudgedChange[], servers: number, limit: number) {
  const totals: Record<string, number> = {};
  for (const { kind } of changes) totals[kind] = (totals[kind] ?? 0) + 1;
  const cutOff = new Set(changes.flatMap(({ cutsOff }) => cutsOff));
  return {
    ...{ total: changes.length, totals, servers_cut_off: cutOff.size },
    changes: changes.slice(0, limit).map((change) => changeShape(change, servers)),
  };
}

const changeShape = (
  { kind, subject, name, before, after, server, serverName, cutsOff }: JudgedChange,
  servers: number,
) => ({
  ...{ kind, subject: encodedKey(subject) },
  ...(name === undefined ? {} : { name }),
  ...(before === undefined ? {} : { before: told(before) }),
  ...(after === undefined ? {} : { after: told(after) }),
  ...(server === undefined ? {} : { server: encodedKey(server) }),
  ...(serverName === undefined ? {} : { server_name: serverName }),
  concerns_servers: servers,
  cuts_off_total: cutsOff.length,
  cuts_off: cutsOff.slice(0, SERVERS_NAMED).map(encodedKey),
});

const told = (value: NonNullable<JudgedChange['before']>) => (typeof value === 'string' ? encodedKey(value) : value);

export const differencesShape = (differences: readonly RawDifference[], limit: number) => ({
  total: differences.length,
  differences: differences.slice(0, limit).map(({ sign, text }) => ({
    ...{ sign, text: text.slice(0, TEXT_CHARACTERS_MAX), is_cut: text.length > TEXT_CHARACTERS_MAX },
  })),
});
