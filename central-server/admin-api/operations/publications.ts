import { drumError } from '#protocol/errors.ts';
import type { CentralServerFile } from '../../file.ts';
import { candidateOf } from '../../publication/candidate.ts';
import { comparedApart } from '../../publication/changes/compare-apart.ts';
import { rawDifferences } from '../../publication/changes/raw-differences.ts';
import { contentFiles } from '../../publication/content.ts';
import { confirm, holdByHand, holdState, release, restore } from '../../publication/hold-state.ts';
import {
  getPublication,
  lastPublication,
  listPublications,
  partBytes,
  partsOfPublication,
  type KeptPart,
} from '../../publication/kept/publications.ts';
import type { NextPublication } from '../../publication/next-publication.ts';
import { NEWEST_VERSION } from '../../publication/parts.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { changesShape, differencesShape, holdShape, partShape, publicationShape } from './publication-shapes.ts';
import { numberOf, pagingShape } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

const LIMIT_DEFAULT = 25;
const CHANGES_DEFAULT = 200;

const limitIn = (query: Readonly<Record<string, unknown>>, otherwise: number): number =>
  typeof query.limit === 'number' ? query.limit : otherwise;

/**
 * What will be published, what was, and what holds it. `changed`: after each decision, so that it takes effect at once.
 */
export const publications = (
  next: NextPublication,
  { file, changed }: { readonly file: Pick<CentralServerFile, 'parameters'>; readonly changed: () => void },
): CatalogueHandlers => ({
  previewConfiguration: {
    run: async ({ query }, catalogue) => {
      const candidate = candidateOf(await next.wanted());
      const changes = await next.judge.changes(candidate);
      const last = await lastPublication(catalogue);
      return {
        body: {
          hash: candidate.hash,
          interval_seconds: file.parameters['center.configuration-generation-interval'],
          ...(last === undefined ? {} : { last: publicationShape(last) }),
          hold: holdShape(await holdState(catalogue)),
          ...changesShape(changes, candidate.content.shared.securityServers.length, limitIn(query, CHANGES_DEFAULT)),
        },
      };
    },
  },
  previewConfigurationText: {
    run: async ({ query }, catalogue) => {
      const name = nameIn(query);
      const last = await lastPublication(catalogue);
      const before = last === undefined ? '' : await newestText(catalogue, last.number, name);
      const after = candidateOf(await next.wanted()).newest.find((part) => part.name === name);
      return {
        body: differencesShape(rawDifferences(before, after?.bytes.toString() ?? ''), limitIn(query, CHANGES_DEFAULT)),
      };
    },
  },
  publishConfiguration: {
    event: 'Confirm configuration publication',
    before: async ({ body }) => {
      const { hash } = body as { hash: string };
      if (candidateOf(await next.wanted()).hash !== hash) {
        throw drumError('publication_changed', 'hash: the catalogue would publish something else now');
      }
    },
    run: async ({ body, caller }, change) => {
      const { hash } = body as { hash: string };
      const before = holdShape(await holdState(change));
      await confirm(change, { hash, by: caller.name });
      return { audit: { before, after: { confirmed_hash: hash } } };
    },
    afterwards: changed,
  },
  listPublications: {
    run: async ({ query }, catalogue) => {
      const page = {
        limit: limitIn(query, LIMIT_DEFAULT),
        offset: typeof query.offset === 'number' ? query.offset : 0,
      };
      const found = await listPublications(catalogue, page);
      return { body: { items: found.items.map(publicationShape), paging_metadata: pagingShape(found, page) } };
    },
  },
  getPublication: {
    run: async ({ path }, catalogue) => {
      const publication = await getPublication(catalogue, numberOf(path.number));
      const parts = await partsOfPublication(catalogue, publication.number);
      return { body: { ...publicationShape(publication), parts: parts.map(partShape) } };
    },
  },
  downloadPublicationPart: {
    run: async ({ path, query }, catalogue) => {
      const number = numberOf(path.number);
      const part = await requirePart(catalogue, number, {
        ...{ version: numberOf(path.version), name: path.name ?? '' },
        node: typeof query.node === 'string' ? query.node : undefined,
      });
      const bytes = await partBytes(catalogue, { ...part, number });
      return { file: { name: `${number}-V${part.version}-${part.name}`, type: 'application/xml', bytes } };
    },
  },
  comparePublications: {
    run: async ({ path, query }, catalogue) => {
      const [from, to] = [await requireNumber(catalogue, path.from), await requireNumber(catalogue, path.to)];
      const files = [await contentFiles(catalogue, from), await contentFiles(catalogue, to)] as const;
      const { changes, after } = await comparedApart(...files);
      const judged = changes.map((change) => ({ ...change, cutsOff: [] }));
      return { body: changesShape(judged, after.servers, limitIn(query, CHANGES_DEFAULT)) };
    },
  },
  comparePublicationTexts: {
    run: async ({ path, query }, catalogue) => {
      const [from, to] = [await requireNumber(catalogue, path.from), await requireNumber(catalogue, path.to)];
      const name = nameIn(query);
      const differences = rawDifferences(
        await newestText(catalogue, from, name),
        await newestText(catalogue, to, name),
      );
      return { body: differencesShape(differences, limitIn(query, CHANGES_DEFAULT)) };
    },
  },
  restorePublication: {
    event: 'Restore configuration publication',
    run: async ({ path, body }, change) => {
      const { hash } = body as { hash: string };
      const number = numberOf(path.number);
      const before = holdShape(await holdState(change));
      await restore(change, { number, hash });
      return { audit: { before, after: { restored: number, hash } } };
    },
    afterwards: changed,
  },
  holdPublication: {
    event: 'Hold configuration publication',
    run: async ({ body, caller, now }, change) => {
      const { reason } = body as { reason: string };
      const before = holdShape(await holdState(change));
      await holdByHand(change, { at: now, by: caller.name, reason });
      const after = holdShape(await holdState(change));
      return { body: after, audit: { before, after } };
    },
    afterwards: changed,
  },
  releasePublication: {
    event: 'Release configuration publication',
    run: async (_call, change) => {
      const before = holdShape(await holdState(change));
      await release(change);
      return { audit: { before, after: holdShape(await holdState(change)) } };
    },
    afterwards: changed,
  },
});

const SHARED = 'shared-params.xml';

const nameIn = ({ name }: Readonly<Record<string, unknown>>): string => (typeof name === 'string' ? name : SHARED);

async function requireNumber(catalogue: CatalogueReader, text: string | undefined): Promise<number> {
  return (await getPublication(catalogue, numberOf(text))).number;
}

/** Throws `publication_not_found`. */
async function requirePart(
  catalogue: CatalogueReader,
  number: number,
  wanted: { readonly version: number; readonly name: string; readonly node: string | undefined },
): Promise<KeptPart> {
  const part = (await partsOfPublication(catalogue, number)).find(
    ({ version, name, node }) =>
      version === wanted.version && name === wanted.name && (wanted.node === undefined || node === wanted.node),
  );
  if (part !== undefined) return part;
  throw drumError('publication_not_found', `Publication ${number} has no part ${wanted.name} of that version and node`);
}

/** Of the newest version; nothing, where there was no such part. */
async function newestText(catalogue: CatalogueReader, number: number, name: string): Promise<string> {
  const part = (await partsOfPublication(catalogue, number)).find(
    (each) => each.version === NEWEST_VERSION && each.name === name,
  );
  return part === undefined ? '' : (await partBytes(catalogue, { ...part, number })).toString();
}
