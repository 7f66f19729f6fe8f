export interface Difference {
  readonly field: string;
  readonly sign: '+' | '−' | '~';
  readonly was?: string;
  readonly is?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields in which two values differ. */
export function differencesOf(before: Fields, after: Fields): Difference[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field): Difference[] => {
    const [was, is] = [textOf(before[field]), textOf(after[field])];
    if (was === is) return [];
    if (was === undefined) return is === undefined ? [] : [{ field, sign: '+', is }];
    return is === undefined ? [{ field, sign: '−', was }] : [{ field, sign: '~', was, is }];
  });
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  return identifierIn(value) ?? JSON.stringify(value);
}

/** `TEST:GOV:1:code`, where a value is an identifier in its parts. */
function identifierIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('memberCode' in value)) return undefined;
  const { instance, memberClass, memberCode, subsystemCode, serverCode } = value as Readonly<
    Record<string, string | undefined>
  >;
  return [instance, memberClass, memberCode, subsystemCode ?? serverCode]
    .filter((part) => part !== undefined)
    .join(':');
}
