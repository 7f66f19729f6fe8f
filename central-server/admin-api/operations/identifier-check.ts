import type { Check } from '#protocol/checks.ts';
import { drumError } from '#protocol/errors.ts';
import { characterCheck, eikCheck, inLatin, lookAlikeCheck } from '../../membership/code-checks.ts';
import { takenCheck, type CodeToTake } from '../../membership/taken-codes.ts';
import { newMemberId, type CatalogueHandlers, type InstanceOf } from './shapes.ts';

interface CheckBody {
  readonly kind: CodeToTake['kind'];
  readonly value: string;
  readonly member_class?: string;
  readonly member_code?: string;
}

/** What is worth knowing of an identifier while somebody types it. It changes nothing and promises nothing. */
export const identifierCheck = (instance: InstanceOf): CatalogueHandlers => ({
  checkIdentifier: {
    run: async ({ body }, catalogue) => {
      const { kind, value, ...of } = body as CheckBody;
      const characters = characterCheck(value, 'value');
      const eik = kind === 'member' ? eikCheck(value) : undefined;
      const checks: Check[] = [
        characters,
        lookAlikeCheck(value),
        ...(eik === undefined ? [] : [eik]),
        // What cannot be a code is nobody's.
        ...(characters.outcome === 'failed'
          ? []
          : [await takenCheck(catalogue, codeIn(kind, value, of, await instance(catalogue)))]),
      ];
      const suggestion = inLatin(value);
      return { body: { checks, ...(suggestion === undefined ? {} : { suggestion }) } };
    },
  },
});

function codeIn(
  kind: CodeToTake['kind'],
  code: string,
  { member_class, member_code }: Omit<CheckBody, 'kind' | 'value'>,
  instance: string,
): CodeToTake {
  if (kind === 'member_class' || kind === 'global_group') return { kind, code };
  const memberClass = wanted(member_class, 'member_class', kind);
  if (kind === 'member') return { kind, code, memberClass };
  const id = { member_class: memberClass, member_code: wanted(member_code, 'member_code', kind) };
  return { kind, code, member: newMemberId(id, instance) };
}

function wanted(value: string | undefined, field: string, kind: string): string {
  if (value === undefined) throw drumError('validation_failure', `${field}: it is needed for ${kind}`);
  return value;
}
