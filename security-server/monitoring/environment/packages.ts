import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { singleMetric, type Metric } from '#protocol/monitoring/metrics.ts';

const run = promisify(execFile);
const OPTIONS = { timeout: 30_000, maxBuffer: 16 * 1024 * 1024 } as const;

/** The packages that are installed, by dpkg or rpm; none where the machine has neither. */
export async function packageMetrics(): Promise<Metric[]> {
  const [command, ...args] = (await isRedHat())
    ? ['rpm', '-qa', '--queryformat', '%{NAME}/%{VERSION}-%{RELEASE}\n']
    : ['dpkg-query', '--show', '--showformat', '${Package}/${Version}\n'];
  try {
    const { stdout } = await run(command, args, OPTIONS);
    return packagesIn(stdout);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export function packagesIn(listing: string): Metric[] {
  return listing.split('\n').flatMap((line) => {
    const [, name = '', version = ''] = /^([^/]+)\/(.+)$/.exec(line) ?? [];
    return name === '' ? [] : [singleMetric(name, version)];
  });
}

const isRedHat = (): Promise<boolean> =>
  access('/etc/redhat-release').then(
    () => true,
    () => false,
  );
