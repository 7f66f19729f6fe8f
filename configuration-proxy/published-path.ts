const DIRECTORY_PATH = /^\/([A-Za-z0-9][A-Za-z0-9_-]{0,63})\/conf$/;
/** `/NAME/TIME/INSTANCE/FILE`: the files of a publication, and no others; none begins with a point. */
const FILE_PATH =
  /^\/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\/\d{13}\/[A-Za-z0-9*_+%-][A-Za-z0-9.*_+%-]{0,254}\/[A-Za-z0-9_][A-Za-z0-9._%-]{0,254}$/;

/** X-Road's addresses of a configuration proxy, as paths below the folder of publications; undefined for any other. */
export function publishedPath(url: URL): string | undefined {
  const [, name] = DIRECTORY_PATH.exec(url.pathname) ?? [];
  if (name === undefined) return FILE_PATH.test(url.pathname) ? url.pathname : undefined;
  const version = url.searchParams.get('version') ?? '2';
  return /^[2-6]$/.test(version) ? directoryPath(name, version) : undefined;
}

export const directoryPath = (name: string, version: number | string): string => `/${name}/conf-v${version}`;
