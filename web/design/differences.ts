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
  return typeof value === 'string' ? value : JSON.stringify(value);
}
