import { readAnchorFile } from '#distribution/configuration-client/anchor-file.ts';
import type { Clock } from '#config/clock.ts';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import { drumError } from '#protocol/errors.ts';
import type { ConfigurationProxyFile, ProxiedInstance } from './file.ts';
import type { ProxyKey } from './keys.ts';

/** Where clients download an instance's configuration from. */
export const downloadUrl = ({ publicAddress }: ConfigurationProxyFile, name: string): string =>
  `http://${publicAddress}/${name}/conf`;

/** The anchor that clients of this proxy are set up with. Throws `key_not_found` where there is no signing key yet. */
export async function proxyAnchor(
  file: ConfigurationProxyFile,
  { name, anchor }: ProxiedInstance,
  keys: readonly ProxyKey[],
  clock: Clock,
): Promise<Buffer> {
  if (keys.length === 0) throw drumError('key_not_found', `Instance ${name} has no signing key yet`);
  return writeAnchor({
    generatedAt: clock.now(),
    instance: (await readAnchorFile(anchor)).anchor.instance,
    sources: [
      { downloadUrl: downloadUrl(file, name), verificationCertificates: keys.map(({ certificate }) => certificate) },
    ],
  });
}
