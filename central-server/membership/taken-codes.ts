import type { Check } from '#protocol/checks.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { folded } from '../catalogue/folding.ts';
import type { CatalogueReader } from './change.ts';

/** A code by what it identifies; of a subsystem or a server within its member. */
export type CodeToTake =
  | { readonly kind: 'member_class' | 'global_group'; readonly code: string }
  | { readonly kind: 'member'; readonly code: string; readonly memberClass: string }
  | { readonly kind: 'subsystem' | 'security_server'; readonly code: string; readonly member: MemberId };

/** Whether a code is taken, or one that differs by the case of its letters alone. */
export async function takenCheck(catalogue: CatalogueReader, wanted: CodeToTake): Promise<Check> {
  const name = 'taken';
  const codes = await similarCodes(catalogue, wanted);
  if (codes.includes(wanted.code)) return { name, outcome: 'failed', detail: `${wanted.code} is taken already` };
  return codes[0] === undefined
    ? { name, outcome: 'ok', detail: 'It is not taken yet' }
    : { name, outcome: 'warning', detail: `It differs from ${codes[0]} by the case of its letters alone` };
}

async function similarCodes(catalogue: CatalogueReader, wanted: CodeToTake): Promise<string[]> {
  const code = folded(wanted.code);
  switch (wanted.kind) {
    // Both are few.
    case 'member_class':
    case 'global_group': {
      const rows = await catalogue.selectFrom(wanted.kind).select('code').execute();
      return rows.map((row) => row.code).filter((other) => folded(other) === code);
    }
    case 'member': {
      const rows = await catalogue
        .selectFrom('member')
        .select('member_code')
        .where('member_class', '=', wanted.memberClass)
        .where('code_folded', '=', code)
        .execute();
      return rows.map(({ member_code }) => member_code);
    }
    case 'subsystem': {
      const rows = await catalogue
        .selectFrom('subsystem')
        .select('subsystem_code')
        .where('member_key', '=', keyOf(wanted.member))
        .where('code_folded', '=', code)
        .execute();
      return rows.map(({ subsystem_code }) => subsystem_code);
    }
    case 'security_server': {
      const rows = await catalogue
        .selectFrom('security_server')
        .select('server_code')
        .where('owner_key', '=', keyOf(wanted.member))
        .where('code_folded', '=', code)
        .execute();
      return rows.map(({ server_code }) => server_code);
    }
  }
}
