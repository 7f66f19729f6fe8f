import { drumError } from '../errors.ts';
import { node, optionalNode, readRootOf, writeDocument } from './elements.ts';
import { Sequence } from './sequence.ts';

/**
 * The part LEGAL-BASES of global configuration: on what grounds and for what purposes data may be asked for, kept centrally. It is ours
 * alone; X-Road's servers keep parts that they do not know and do not look into them.
 */

const ROOT = { name: 'legalBases', namespace: 'urn:drum:legal-bases:1' } as const;
const CODE = 'malformed_global_conf';
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Calendar days (ISO 8601), the last one included; without an end it is in force until one is told. */
interface Validity {
  readonly validFrom: string;
  readonly validTo?: string;
}

/** A place in the law that lets somebody ask. */
export interface LegalBasis extends Validity {
  readonly id: string;
  /** The act's name, such as „Закон за гражданската регистрация“. */
  readonly act: string;
  /** The place in it: „чл. 106, ал. 1, т. 2“. */
  readonly article: string;
  /** What stands there. */
  readonly text: string;
  /** Where the act is published. */
  readonly url?: string;
}

/** What data are asked for. */
export interface Purpose extends Validity {
  readonly id: string;
  readonly bg: string;
  readonly en: string;
}

export interface LegalBases {
  readonly bases: readonly LegalBasis[];
  readonly purposes: readonly Purpose[];
}

/** Whether it holds on that day. */
export const isInForce = ({ validFrom, validTo }: Validity, day: string): boolean =>
  validFrom <= day && (validTo === undefined || day <= validTo);

/** The day that a text names, if it is one: 30 February is none. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function writeLegalBases({ bases, purposes }: LegalBases): Buffer {
  const validity = ({ validFrom, validTo }: Validity) => [
    node('validFrom', validFrom),
    optionalNode('validTo', validTo),
  ];
  return writeDocument({
    tag: `drum:${ROOT.name}`,
    attributes: { 'xmlns:drum': ROOT.namespace },
    content: [
      ...bases.map((basis) =>
        node('legalBasis', [
          node('id', basis.id),
          node('act', basis.act),
          node('article', basis.article),
          node('text', basis.text),
          optionalNode('url', basis.url),
          ...validity(basis),
        ]),
      ),
      ...purposes.map((purpose) =>
        node('purpose', [node('id', purpose.id), node('bg', purpose.bg), node('en', purpose.en), ...validity(purpose)]),
      ),
    ],
  });
}

/** Throws `malformed_global_conf`. */
export function readLegalBases(xml: Uint8Array): LegalBases {
  const root = readRootOf(ROOT, xml, CODE);
  const bases = root.many('legalBasis', (element) => basisIn(new Sequence(element, CODE)));
  const purposes = root.many('purpose', (element) => purposeIn(new Sequence(element, CODE)));
  root.end();
  requireDifferent(bases, 'legal bases');
  requireDifferent(purposes, 'purposes');
  return { bases, purposes };
}

function basisIn(sequence: Sequence): LegalBasis {
  const [id, act, article, text] = [
    sequence.name('id'),
    sequence.name('act'),
    sequence.name('article'),
    sequence.name('text'),
  ];
  const url = sequence.optionalText('url');
  const validity = validityIn(sequence);
  sequence.end();
  return { ...{ id, act, article, text }, ...(url === undefined ? {} : { url }), ...validity };
}

function purposeIn(sequence: Sequence): Purpose {
  const [id, bg, en] = [sequence.name('id'), sequence.name('bg'), sequence.name('en')];
  const validity = validityIn(sequence);
  sequence.end();
  return { id, bg, en, ...validity };
}

function validityIn(sequence: Sequence): Validity {
  const validFrom = sequence.name('validFrom');
  const validTo = sequence.optionalText('validTo');
  for (const day of [validFrom, validTo ?? validFrom]) {
    if (!isDay(day)) throw drumError(CODE, `${day.slice(0, 40)} is no day of the calendar`);
  }
  return { validFrom, ...(validTo === undefined ? {} : { validTo }) };
}

function requireDifferent(entries: readonly { readonly id: string }[], what: string): void {
  if (new Set(entries.map(({ id }) => id)).size !== entries.length) throw drumError(CODE, `Two ${what} have one id`);
}
