import type { IncomingHttpHeaders } from 'node:http';
import type { Page } from '#distribution/publication/service.ts';
import { formatRestClient } from '#protocol/identifiers/rest.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { catalogueState } from '../editing.ts';
import type { CataloguedMember, CataloguedService } from '../model.ts';
import { findCatalogue, type CatalogueSearch } from '../reading.ts';
import { catalogueHtml, CONTENT_POLICY } from './page.ts';
import { languageOf, WORDS } from './words.ts';

/** Members of a page. */
const PAGE_SIZE = 25;
const QUERY_LENGTH_MAX = 255;
const PAGES_MAX = 100_000;
/** Made at the same time: strangers do not keep the server from publishing. */
const AT_ONCE_MAX = 4;
/** How long others may keep a page. */
const KEPT_SECONDS = 60;

interface PublicPagesOptions {
  readonly catalogue: CatalogueReader;
  readonly instanceOf: () => Promise<string | undefined>;
}

type PageOf = (url: URL, headers: IncomingHttpHeaders) => Promise<Page | undefined>;

/** The catalogue for everybody, where the integrator allows it: `/catalogue` for people, `/catalogue.json` for programs. */
export function publicPages(options: PublicPagesOptions): PageOf {
  let made = 0;
  return async (url, headers) => {
    if (url.pathname !== '/catalogue' && url.pathname !== '/catalogue.json') return undefined;
    const language = languageOf(url.searchParams.get('lang'), headers['accept-language']);
    if (made >= AT_ONCE_MAX) return busy(language);
    made += 1;
    try {
      const state = await catalogueState(options.catalogue);
      if (state.public !== 1) return undefined;
      const asked = askedIn(url);
      return await (url.pathname === '/catalogue.json'
        ? jsonPage(options, asked, state.revision)
        : htmlPage(options, asked, language));
    } finally {
      made -= 1;
    }
  };
}

interface Asked {
  readonly query: string;
  readonly memberClass: string;
  readonly offset: number;
}

function askedIn({ searchParams }: URL): Asked {
  const page = Number(searchParams.get('page') ?? '1');
  return {
    query: (searchParams.get('q') ?? '').toWellFormed().replaceAll('\u0000', '').slice(0, QUERY_LENGTH_MAX),
    memberClass: (searchParams.get('class') ?? '').toWellFormed().replaceAll('\u0000', '').slice(0, QUERY_LENGTH_MAX),
    offset: Number.isInteger(page) && page >= 1 && page <= PAGES_MAX ? page - 1 : 0,
  };
}

const searchOf = ({ query, memberClass, offset }: Asked): CatalogueSearch => ({
  ...{ query, memberClass, offset, limit: PAGE_SIZE, sort: undefined, descending: undefined, servicesOnly: true },
});

async function htmlPage(
  { catalogue, instanceOf }: PublicPagesOptions,
  asked: Asked,
  language: 'bg' | 'en',
): Promise<Page> {
  const page = await findCatalogue(catalogue, searchOf(asked));
  const classes = await catalogue
    .selectFrom('member_class')
    .select(['code', 'description'])
    .orderBy('position')
    .execute();
  const bases = await catalogue.selectFrom('legal_basis').select(['id', 'act', 'article']).execute();
  const body = catalogueHtml({
    ...{ ...asked, language, classes, page, size: PAGE_SIZE, instance: (await instanceOf()) ?? '' },
    legalBases: new Map(bases.map((basis) => [basis.id, basis])),
  });
  return { status: 200, headers: headersOf('text/html; charset=utf-8', language), body };
}

async function jsonPage({ catalogue, instanceOf }: PublicPagesOptions, asked: Asked, revision: number): Promise<Page> {
  const page = await findCatalogue(catalogue, searchOf(asked));
  const body = JSON.stringify({
    ...{ instance: (await instanceOf()) ?? '', revision, members_total: page.totalItems },
    ...{ page: asked.offset + 1, pages: Math.ceil(page.totalItems / PAGE_SIZE) },
    members: page.items.map(memberJson),
  });
  return { status: 200, headers: headersOf('application/json; charset=utf-8'), body };
}

const memberJson = ({ memberClass, memberCode, name, subsystems }: CataloguedMember) => ({
  ...{ member_class: memberClass, member_code: memberCode, name },
  subsystems: subsystems.map(({ id, name: called, asked, services }) => ({
    ...{ id: formatRestClient(id), name: called },
    availability: asked && { asked: asked.asked, answered: asked.answered, days: 30 },
    services: services.map(serviceJson),
  })),
});

/** Without the integrator's note, which is for those who administer. */
const serviceJson = (service: CataloguedService) => ({
  ...{ code: service.serviceCode, version: service.serviceVersion, type: service.type, title: service.title },
  description_bg: service.own.descriptionBg ?? service.text,
  description_en: service.own.descriptionEn ?? service.text,
  contact: service.own.contact ?? service.contact,
  ...{ legal_bases: service.own.legalBases, operations: service.operations },
  sample: service.own.sample ?? service.sample,
  first_seen: service.firstSeenAt.toISOString(),
  changed_at: service.changedAt.toISOString(),
});

const headersOf = (type: string, language?: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': `public, max-age=${KEPT_SECONDS}`,
  ...(language === undefined ? {} : { 'content-language': language, vary: 'accept-language' }),
});

const busy = (language: 'bg' | 'en'): Page => ({
  ...{ status: 503, body: `${WORDS[language].busy}\n` },
  headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5', 'cache-control': 'no-store' },
});
