import type { Identifier } from './identifier.ts';

export type IdentifierType = Identifier['type'];

/** One named component of an identifier, as our types name it and as the XML schema does (PR-MESS annex B). */
interface Component {
  readonly field: string;
  readonly element: string;
  readonly optional?: true;
}

const INSTANCE: Component = { field: 'instance', element: 'xRoadInstance' };
const MEMBER: readonly Component[] = [
  INSTANCE,
  { field: 'memberClass', element: 'memberClass' },
  { field: 'memberCode', element: 'memberCode' },
];
const SUBSYSTEM: Component = { field: 'subsystemCode', element: 'subsystemCode' };
const GROUP: Component = { field: 'groupCode', element: 'groupCode' };

/** The components of each kind, in the order that every printed form has. */
export const COMPONENTS: Readonly<Record<IdentifierType, readonly Component[]>> = {
  MEMBER,
  SUBSYSTEM: [...MEMBER, SUBSYSTEM],
  SERVICE: [
    ...MEMBER,
    { ...SUBSYSTEM, optional: true },
    { field: 'serviceCode', element: 'serviceCode' },
    { field: 'serviceVersion', element: 'serviceVersion', optional: true },
  ],
  SERVER: [...MEMBER, { field: 'serverCode', element: 'serverCode' }],
  GLOBALGROUP: [INSTANCE, GROUP],
  LOCALGROUP: [GROUP],
};

export function isIdentifierType(text: string): text is IdentifierType {
  return Object.hasOwn(COMPONENTS, text);
}

/** The components of an identifier in order; an absent optional one is undefined. */
export function componentsOf(id: Identifier): (string | undefined)[] {
  const fields = id as unknown as Readonly<Record<string, string | undefined>>;
  return COMPONENTS[id.type].map(({ field }) => fields[field]);
}

/**
 * Builds an identifier of that kind from its components in order. Undefined where a component is missing or empty, or
 * holds half of a surrogate pair, which no encoding on the wire could carry.
 */
export function identifierOf<T extends IdentifierType>(
  type: T,
  values: readonly (string | undefined)[],
): Extract<Identifier, { type: T }> | undefined {
  const components = COMPONENTS[type];
  if (values.length > components.length) return undefined;
  const id: Record<string, string> = { type };
  for (const [index, { field, optional }] of components.entries()) {
    const value = values[index];
    if (value === undefined) {
      if (optional !== true) return undefined;
    } else if (value === '' || !value.isWellFormed()) {
      return undefined;
    } else {
      id[field] = value;
    }
  }
  return id as unknown as Extract<Identifier, { type: T }>;
}
