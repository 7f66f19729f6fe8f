import type { LegalBasis, Purpose } from '#protocol/configuration/legal-bases.ts';
import type { AdminCall } from '#administration/http/call.ts';
import {
  addLegalBasis,
  addPurpose,
  changeLegalBasis,
  changePurpose,
  deleteLegalBasis,
  deletePurpose,
  findLegalBases,
  findPurposes,
  getLegalBasis,
  getPurpose,
  type LegalBasisSearch,
} from '../../legal-bases/legal-bases.ts';
import { pageOf, pagingShape } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

interface ValidityShape {
  readonly valid_from: string;
  readonly valid_to?: string;
}

type BasisShape = Omit<LegalBasis, 'validFrom' | 'validTo'> & ValidityShape;
type PurposeShape = Omit<Purpose, 'validFrom' | 'validTo'> & ValidityShape;

const validityShape = ({ validFrom, validTo }: LegalBasis | Purpose): ValidityShape => ({
  valid_from: validFrom,
  ...(validTo === undefined ? {} : { valid_to: validTo }),
});

const basisShape = (basis: LegalBasis): BasisShape => {
  const { id, act, article, text, url } = basis;
  return { id, act, article, text, ...(url === undefined ? {} : { url }), ...validityShape(basis) };
};

const purposeShape = (purpose: Purpose): PurposeShape => {
  const { id, bg, en } = purpose;
  return { id, bg, en, ...validityShape(purpose) };
};

const validityOf = ({ valid_from, valid_to }: ValidityShape) => ({
  validFrom: valid_from,
  ...(valid_to === undefined ? {} : { validTo: valid_to }),
});

/** `path.id` where the entry is there already. */
function basisIn({ path, body }: AdminCall): LegalBasis {
  const { id, act, article, text, url, ...validity } = body as BasisShape;
  return {
    id: path.id ?? id,
    ...{ act, article, text },
    ...(url === undefined ? {} : { url }),
    ...validityOf(validity),
  };
}

function purposeIn({ path, body }: AdminCall): Purpose {
  const { id, bg, en, ...validity } = body as PurposeShape;
  return { id: path.id ?? id, bg, en, ...validityOf(validity) };
}

function searchIn({ query }: AdminCall): LegalBasisSearch {
  return { ...pageOf(query), query: query.q as string | undefined, on: query.on as string | undefined };
}

const told = <T, Shape>(change: { before: T; after: T }, shape: (value: NonNullable<T>) => Shape) => ({
  before: change.before === undefined || change.before === null ? undefined : shape(change.before),
  after: change.after === undefined || change.after === null ? undefined : shape(change.after),
});

/** The list of legal bases and purposes. `changed`: after each change of what is published. */
export const legalBases = (changed: () => void): CatalogueHandlers => ({
  findLegalBases: {
    run: async (call, catalogue) => {
      const search = searchIn(call);
      const page = await findLegalBases(catalogue, search);
      return { body: { paging_metadata: pagingShape(page, search), items: page.items.map(basisShape) } };
    },
  },
  getLegalBasis: {
    run: async ({ path }, catalogue) => ({ body: basisShape(await getLegalBasis(catalogue, path.id ?? '')) }),
  },
  addLegalBasis: {
    event: 'Add legal basis',
    run: async (call, change) => {
      const done = await addLegalBasis(change, basisIn(call), call.now);
      return { body: basisShape(done.after), audit: { after: basisShape(done.after) } };
    },
    afterwards: changed,
  },
  updateLegalBasis: {
    event: 'Edit legal basis',
    run: async (call, change) => {
      const done = await changeLegalBasis(change, basisIn(call), call.now);
      return { body: basisShape(done.after), audit: told(done, basisShape) };
    },
    afterwards: changed,
  },
  deleteLegalBasis: {
    event: 'Delete legal basis',
    run: async ({ path }, change) => {
      const { before } = await deleteLegalBasis(change, path.id ?? '');
      return { audit: { before: basisShape(before) } };
    },
    afterwards: changed,
  },
  findPurposes: {
    run: async (call, catalogue) => {
      const search = searchIn(call);
      const page = await findPurposes(catalogue, search);
      return { body: { paging_metadata: pagingShape(page, search), items: page.items.map(purposeShape) } };
    },
  },
  getPurpose: {
    run: async ({ path }, catalogue) => ({ body: purposeShape(await getPurpose(catalogue, path.id ?? '')) }),
  },
  addPurpose: {
    event: 'Add purpose',
    run: async (call, change) => {
      const done = await addPurpose(change, purposeIn(call), call.now);
      return { body: purposeShape(done.after), audit: { after: purposeShape(done.after) } };
    },
    afterwards: changed,
  },
  updatePurpose: {
    event: 'Edit purpose',
    run: async (call, change) => {
      const done = await changePurpose(change, purposeIn(call), call.now);
      return { body: purposeShape(done.after), audit: told(done, purposeShape) };
    },
    afterwards: changed,
  },
  deletePurpose: {
    event: 'Delete purpose',
    run: async ({ path }, change) => {
      const { before } = await deletePurpose(change, path.id ?? '');
      return { audit: { before: purposeShape(before) } };
    },
    afterwards: changed,
  },
});
