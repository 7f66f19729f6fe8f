import { resolve } from 'node:path';
import { z } from 'zod';
import { clockSchema, pinSchema } from '#config/file-schemas.ts';
import { readParameters, type Parameters } from '#config/parameters.ts';
import { readYamlFile } from '#config/yaml-file.ts';
import { drumError } from '#protocol/errors.ts';

/** It stands in addresses and folders. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be 1 to 64 letters, digits, - or _');

const schema = z.strictObject({
  /** Folder of everything that this program keeps. */
  data: z.string(),
  listen: z.strictObject({ address: z.string().default('0.0.0.0'), port: z.int().min(0).max(65_535).default(80) }),
  /** Where configuration is downloaded from, as anchors and shared parameters tell it: host, or host:port. */
  publicAddress: z.string().min(1),
  pin: pinSchema,
  instances: z
    .array(
      z.strictObject({
        name,
        /** The anchor of what is passed on. */
        anchor: z.string(),
        /** How long what is signed here is valid, and never longer than what it was made of. */
        validitySeconds: z.int().min(1).max(86_400).default(600),
      }),
    )
    .min(1),
  parameters: z.record(z.string(), z.unknown()).default({}),
  sandbox: z.boolean().default(false),
  clock: clockSchema,
});

type File = z.infer<typeof schema>;
export type ProxiedInstance = File['instances'][number];

export interface ConfigurationProxyFile {
  readonly path: string;
  readonly data: string;
  readonly listen: File['listen'];
  readonly publicAddress: string;
  readonly pin: File['pin'];
  readonly instances: readonly ProxiedInstance[];
  readonly parameters: Parameters;
  readonly sandbox: boolean;
  readonly clock?: NonNullable<File['clock']>;
}

/** Reads a configuration proxy's YAML. Throws `malformed_server_conf` naming the field and the rule. */
export async function readConfigurationProxyFile(path: string): Promise<ConfigurationProxyFile> {
  const { value, folder } = await readYamlFile(path, schema);
  const { clock, pin, data, instances, ...rest } = value;
  const twice = instances.find((each, index) => instances.findIndex((other) => other.name === each.name) !== index);
  if (twice !== undefined) throw drumError('malformed_server_conf', `Instance ${twice.name} is declared twice`);
  return {
    ...rest,
    path,
    data: resolve(folder, data),
    pin: 'file' in pin ? { file: resolve(folder, pin.file) } : pin,
    instances: instances.map((instance) => ({ ...instance, anchor: resolve(folder, instance.anchor) })),
    parameters: readParameters(value.parameters),
    ...(clock === undefined ? {} : { clock }),
  };
}

/** An instance by its name. Throws `not_found`. */
export function instanceOf(file: ConfigurationProxyFile, wanted: string): ProxiedInstance {
  const found = file.instances.find((instance) => instance.name === wanted);
  if (found !== undefined) return found;
  const names = file.instances.map((instance) => instance.name).join(', ');
  throw drumError('not_found', `${file.path} declares no instance ${wanted}; it has ${names}`);
}
