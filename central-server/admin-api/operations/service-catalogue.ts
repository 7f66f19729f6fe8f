import type { AdminCall } from '#administration/http/call.ts';
import { formatRestClient } from '#protocol/identifiers/rest.ts';
import { drumError } from '#protocol/errors.ts';
import type { CentralServerFile } from '../../file.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { changesSince } from '../../service-catalogue/changes.ts';
import { askSoon, catalogueState, editService, setPublic } from '../../service-catalogue/editing.ts';
import type { OwnWords } from '../../service-catalogue/model.ts';
import { findCatalogue, getServiceWithPlace, type CatalogueSearch } from '../../service-catalogue/reading.ts';
import { changeShape, detailsShape, memberShape, wordsShape, type WordsShape } from './service-catalogue-shapes.ts';
import { pageOf, pagingShape } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

const CHANGES_DEFAULT = 100;

/** The catalogue of services. */
export const serviceCatalogue = (
  file: CentralServerFile,
  instanceOf: (catalogue: CatalogueReader) => Promise<string>,
): CatalogueHandlers => ({
  findCatalogue: {
    run: async (call, catalogue) => {
      const search = searchIn(call);
      const page = await findCatalogue(catalogue, search);
      const instance = await instanceOf(catalogue);
      const { revision } = await catalogueState(catalogue);
      const items = page.items.map((member) => memberShape(member, instance));
      return { body: { paging_metadata: pagingShape(page, search), revision, items } };
    },
  },
  getCatalogueService: {
    run: ({ path, now }, catalogue) => shown(catalogue, path.id, now),
  },
  updateCatalogueService: {
    event: 'Edit catalogue service',
    run: async ({ path, body, now }, change) => {
      const { before, after } = await editService(change, path.id ?? '', wordsIn(body as WordsShape), now);
      const audit = ({ id, own }: typeof before) => ({ id, ...wordsShape(own) });
      return { ...(await shown(change, path.id, now)), audit: { before: audit(before), after: audit(after) } };
    },
  },
  getCatalogueChanges: {
    run: async ({ query }, catalogue) => {
      const limit = (query.limit as number | undefined) ?? CHANGES_DEFAULT;
      const { revision, isComplete, hasMore, items } = await changesSince(catalogue, query.since as string, limit);
      return { body: { revision, complete: isComplete, more: hasMore, items: items.map(changeShape) } };
    },
  },
  getCatalogueSettings: { run: (_call, catalogue) => shownSettings(file, catalogue) },
  updateCatalogueSettings: {
    event: 'Edit catalogue settings',
    run: async ({ body }, change) => {
      const { before, after } = await setPublic(change, (body as { public: boolean }).public);
      const audit = { before: { public: before }, after: { public: after } };
      return { ...(await shownSettings(file, change)), audit };
    },
  },
  refreshCatalogue: {
    event: 'Refresh catalogue',
    run: async ({ now }, change) => {
      if (file.serviceCatalogue === undefined) {
        throw drumError('catalogue_not_collected', 'serviceCatalogue is not declared in the configuration file');
      }
      await askSoon(change, now);
      return { status: 202 };
    },
  },
});

/** Counts of answers change by themselves: they are nobody's edit. */
async function shown(catalogue: CatalogueReader, id: string | undefined, now: Date) {
  const found = await getServiceWithPlace(catalogue, id ?? '', now);
  return { body: detailsShape(found), state: wordsShape(found.service.own) };
}

async function shownSettings(file: CentralServerFile, catalogue: CatalogueReader) {
  const body = await settings(file, catalogue);
  return { body, state: body.public };
}

function searchIn({ query }: AdminCall): CatalogueSearch {
  const text = (name: string) => query[name] as string | undefined;
  return {
    ...pageOf(query),
    query: text('q'),
    memberClass: text('member_class'),
    legalBasis: text('legal_basis'),
    availability: query.availability as CatalogueSearch['availability'],
    servicesOnly: query.services_only === true,
    withGone: query.with_gone === true,
  };
}

function wordsIn({ description_bg, description_en, contact, sample, note, legal_bases = [] }: WordsShape): OwnWords {
  return {
    ...(description_bg === undefined ? {} : { descriptionBg: description_bg }),
    ...(description_en === undefined ? {} : { descriptionEn: description_en }),
    ...(contact === undefined ? {} : { contact }),
    ...(sample === undefined ? {} : { sample }),
    ...(note === undefined ? {} : { note }),
    legalBases: legal_bases,
  };
}

async function settings({ serviceCatalogue: declared }: CentralServerFile, catalogue: CatalogueReader) {
  const state = await catalogueState(catalogue);
  return {
    ...{ public: state.public === 1, collected: declared !== undefined },
    ...(declared === undefined
      ? {}
      : {
          security_server: declared.securityServer,
          client: formatRestClient(declared.client),
          interval_minutes: declared.intervalMinutes,
        }),
    ...(state.finished_at === null
      ? {}
      : {
          last_round: {
            finished_at: new Date(state.finished_at).toISOString(),
            ...{ asked: state.asked, answered: state.answered },
          },
        }),
  };
}
