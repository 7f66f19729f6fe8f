// Made of the definitions by test/web/definitions.test.ts.
import type * as accounts from './accounts.d.ts';
import type * as extensions from './extensions.d.ts';
import type * as openapi from './openapi.d.ts';

export type Paths = accounts.paths &
  extensions.paths &
  openapi.paths;

export type Schemas = SchemasOf<accounts.components> &
  SchemasOf<extensions.components> &
  SchemasOf<openapi.components>;

type SchemasOf<Components> = Components extends { schemas: infer Known } ? ([Known] extends [never] ? unknown : Known) : unknown;
