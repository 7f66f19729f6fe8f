// Made of the definitions by test/web/definitions.test.ts.
import type * as accounts from './accounts.d.ts';
import type * as extensions_users from './extensions-users.d.ts';
import type * as extensions_catalogue from './extensions-catalogue.d.ts';
import type * as extensions_identifiers from './extensions-identifiers.d.ts';
import type * as extensions_legal_bases from './extensions-legal-bases.d.ts';
import type * as extensions_oversight from './extensions-oversight.d.ts';
import type * as extensions_publication from './extensions-publication.d.ts';
import type * as extensions_requests from './extensions-requests.d.ts';
import type * as extensions_restoration from './extensions-restoration.d.ts';
import type * as extensions_trust from './extensions-trust.d.ts';
import type * as extensions from './extensions.d.ts';
import type * as openapi from './openapi.d.ts';

export type Paths = accounts.paths &
  extensions_users.paths &
  extensions_catalogue.paths &
  extensions_identifiers.paths &
  extensions_legal_bases.paths &
  extensions_oversight.paths &
  extensions_publication.paths &
  extensions_requests.paths &
  extensions_restoration.paths &
  extensions_trust.paths &
  extensions.paths &
  openapi.paths;

export type Schemas = Before<SchemasOf<openapi.components>, Before<SchemasOf<accounts.components>, Before<SchemasOf<extensions_users.components>, Before<SchemasOf<extensions_catalogue.components>, Before<SchemasOf<extensions_identifiers.components>, Before<SchemasOf<extensions_legal_bases.components>, Before<SchemasOf<extensions_oversight.components>, Before<SchemasOf<extensions_publication.components>, Before<SchemasOf<extensions_requests.components>, Before<SchemasOf<extensions_restoration.components>, Before<SchemasOf<extensions_trust.components>, SchemasOf<extensions.components>>>>>>>>>>>>;

/** What stands in the first is not what the others call so. */
type Before<First, Others> = First & Omit<Others, keyof First>;

type SchemasOf<Components> = Components extends { schemas: infer Known } ? ([Known] extends [never] ? unknown : Known) : unknown;
