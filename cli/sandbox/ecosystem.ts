import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '#config/yaml-file.ts';

const address = z.ipv4();
const port = z.int().min(1).max(65_535);
const text = z.string().min(1);

const schema = z.strictObject({
  instance: text,
  seed: text,
  authority: z.strictObject({ name: text, address, port }),
  centralServer: z.strictObject({ address, port }),
  memberClasses: z.array(z.strictObject({ code: text, description: text })),
  members: z.array(
    z.strictObject({
      memberClass: text,
      memberCode: text,
      name: text,
      subsystems: z.array(z.strictObject({ code: text, name: text })),
    }),
  ),
  globalGroups: z.array(z.strictObject({ code: text, description: text, members: z.array(text) })),
  register: z.strictObject({ address, port }),
  managementServiceProvider: text,
  securityServers: z.array(
    z.strictObject({
      /** Of its folder. */
      name: z.string().regex(/^[a-z][a-z0-9-]*$/),
      owner: text,
      code: text,
      address,
      clients: z.array(
        z.strictObject({
          id: text,
          services: z.array(z.strictObject({ code: text, type: text, accessRights: z.array(z.unknown()) })).default([]),
        }),
      ),
    }),
  ),
  query: z.strictObject({
    server: text,
    client: text,
    service: text,
    path: text,
    headers: z.record(z.string(), z.string()),
    body: z.record(z.string(), z.string()),
  }),
});

/** A country for one machine: its members, servers and registers, and a first query to try. */
export type Ecosystem = z.infer<typeof schema>;
export type EcosystemServer = Ecosystem['securityServers'][number];

const DEFAULT = join(import.meta.dirname, '..', '..', 'config', 'sandbox', 'bulgaria.yaml');

export async function readEcosystem(path = DEFAULT): Promise<Ecosystem> {
  return readYaml(await readFile(path, 'utf8'), schema, path);
}
