import { execFileSync } from 'node:child_process';

const BYTES_MAX = 64 * 1024 ** 2;
const RESOURCES = 'src/test/resources/';

/** The test resources of apache/santuario-xml-security-java, read from a git repository with or without a work tree. */
export class InteropFiles {
  readonly names: readonly string[];
  private readonly repository: string;

  constructor(repository: string) {
    this.repository = repository;
    const listed = this.git('ls-tree', '-r', '-z', '--name-only', 'HEAD', RESOURCES).toString('utf8');
    this.names = listed.split('\0').flatMap((name) => (name === '' ? [] : [name.slice(RESOURCES.length)]));
  }

  read(name: string): Buffer {
    return this.git('cat-file', 'blob', `HEAD:${RESOURCES}${name}`);
  }

  private git(...args: string[]): Buffer {
    return execFileSync('git', ['-C', this.repository, ...args], {
      maxBuffer: BYTES_MAX,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}
