/** What kinds of services are called. */
export const TYPES = { REST: 'REST', OPENAPI: 'OpenAPI', SOAP: 'SOAP' } as const;
