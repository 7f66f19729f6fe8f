import { resolve } from 'node:path';
import { z } from 'zod';
import { readYamlFile } from '#config/yaml-file.ts';
import type { AuthorityProgramOptions } from './program.ts';

/** Upper bound of organizationName, and room for what follows it in commonName (RFC 5280 §A.1). */
const NAME_LENGTH_MAX = 32;
const SEED_LENGTH_MAX = 1_024;
const OCSP_NEXT_UPDATE_SECONDS_MAX = 604_800;
const PORT_DEFAULT = 8888;

const address = z.ipv4().or(z.ipv6());
const port = z.int().min(0).max(65_535);

const schema = z
  .strictObject({
    /** Stands in the names of the authority's certificates. */
    name: z.string().min(1).max(NAME_LENGTH_MAX),
    /** Folder of everything that it keeps. */
    data: z.string().min(1),
    /** Its keys, names and serial numbers follow from it. */
    seed: z.string().min(1).max(SEED_LENGTH_MAX),
    address: address.default('127.0.0.1'),
    /** Of all services that have none of their own. */
    port: port.default(PORT_DEFAULT),
    ports: z.strictObject({ ca: port.optional(), ocsp: port.optional(), tsa: port.optional() }).default({}),
    control: z
      .strictObject({
        address: address
          .refine((text) => text.startsWith('127.') || text === '::1', 'must be a loopback address')
          .default('127.0.0.1'),
        port,
      })
      .optional(),
    keys: z.enum(['EC', 'RSA']).default('EC'),
    intermediate: z.boolean().default(false),
    /** 0: no nextUpdate. */
    ocspNextUpdateSeconds: z.int().min(0).max(OCSP_NEXT_UPDATE_SECONDS_MAX).default(3_600),
    sandbox: z.boolean().default(false),
    clock: z
      .strictObject({ fixedAt: z.iso.datetime() })
      .or(z.strictObject({ offsetMs: z.int() }))
      .optional(),
  })
  .refine(({ sandbox, control }) => sandbox || control === undefined, {
    path: ['control'],
    message: 'only a sandbox may be told to misbehave (sandbox: true)',
  });

type File = z.infer<typeof schema>;

export interface AuthorityFile {
  /** All but the clock, which `sandbox` and `clock` decide. */
  readonly options: Omit<AuthorityProgramOptions, 'clock'>;
  readonly sandbox: boolean;
  readonly clock?: NonNullable<File['clock']>;
}

/** Reads an authority's YAML. Throws `malformed_server_conf` naming the field and the rule, `not_found`. */
export async function readAuthorityFile(path: string): Promise<AuthorityFile> {
  const { value, folder } = await readYamlFile(path, schema);
  const { name, seed, keys, intermediate, sandbox, clock, control } = value;
  return {
    options: {
      folder: resolve(folder, value.data),
      name,
      seed,
      keys,
      intermediate,
      address: value.address,
      ports: {
        ca: value.ports.ca ?? value.port,
        ocsp: value.ports.ocsp ?? value.port,
        tsa: value.ports.tsa ?? value.port,
      },
      ...(control === undefined ? {} : { control }),
      ocspNextUpdateSeconds: value.ocspNextUpdateSeconds === 0 ? undefined : value.ocspNextUpdateSeconds,
    },
    sandbox,
    ...(clock === undefined ? {} : { clock }),
  };
}
