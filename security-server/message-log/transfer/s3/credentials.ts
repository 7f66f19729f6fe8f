import { readNamedFile } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';
import type { S3Credentials } from './signature.ts';

const FILE_BYTES_MAX = 65_536;

/** The keys of a file in the form of AWS's own tools, of its first section. Throws `malformed_server_conf` without a word of it. */
export async function readS3Credentials(path: string): Promise<S3Credentials> {
  const text = (await readNamedFile(path, FILE_BYTES_MAX)).toString('utf8');
  const valueOf = (name: string): string => {
    const value = new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, 'm').exec(text)?.[1];
    if (value !== undefined) return value;
    throw drumError('malformed_server_conf', `The file ${path} has no line "${name} = …"`);
  };
  return { accessKeyId: valueOf('aws_access_key_id'), secretAccessKey: valueOf('aws_secret_access_key') };
}
