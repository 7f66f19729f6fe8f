// The directions of ARCHITECTURE.md ("Rooms"), held as part of the test command.
/** A room may import only itself and what is listed. */
const room = (name, allowed) => ({
  name: `${name}-direction`,
  severity: 'error',
  comment: `${name}/ may import only ${['itself', ...allowed].join(', ')}`,
  from: { path: `^${name}/` },
  to: {
    path: '^(protocol|certs|config|storage|distribution|administration|central-server|configuration-proxy|security-server|member-adapters|cli|web|test|bench|bin)/',
    pathNot: [`^${name}/`, ...allowed.map((entry) => `^${entry}`)],
  },
});
// The error registry imports nothing and every room speaks its codes.
const errors = 'protocol/errors';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphan-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { ...room('certs', [errors, 'config/']), from: { path: '^certs/', pathNot: '\\.test\\.ts$' } },
    { ...room('config', [errors]), from: { path: '^config/', pathNot: '\\.test\\.ts$' } },
    { ...room('storage', [errors, 'config/']), from: { path: '^storage/', pathNot: '\\.test\\.ts$' } },
    { ...room('protocol', ['certs/']), from: { path: '^protocol/', pathNot: '\\.test\\.ts$' } },
    {
      ...room('distribution', ['protocol/', 'certs/', 'config/']),
      from: { path: '^distribution/', pathNot: '\\.test\\.ts$' },
    },
    {
      ...room('administration', [errors, 'certs/', 'config/', 'storage/']),
      from: { path: '^administration/', pathNot: '\\.test\\.ts$' },
    },
    {
      ...room('central-server', [
        ...['protocol/', 'certs/', 'config/', 'storage/'],
        ...['distribution/publication/', 'administration/'],
      ]),
      from: { path: '^central-server/', pathNot: '\\.test\\.ts$' },
    },
    {
      ...room('configuration-proxy', ['protocol/', 'certs/', 'config/', 'distribution/']),
      from: { path: '^configuration-proxy/', pathNot: '\\.test\\.ts$' },
    },
    {
      ...room('security-server', [
        ...['protocol/', 'certs/', 'config/', 'storage/'],
        ...['distribution/configuration-client/', 'administration/'],
      ]),
      from: { path: '^security-server/', pathNot: '\\.test\\.ts$' },
    },
    {
      ...room('member-adapters', [errors, 'config/', 'storage/']),
      from: { path: '^member-adapters/', pathNot: '\\.test\\.ts$' },
    },
    // Screens talk to servers over their APIs alone.
    { ...room('web', [errors]), from: { path: '^web/' } },
    {
      name: 'protocol-is-pure',
      severity: 'error',
      comment: 'protocol/ opens no socket, file or database',
      from: { path: '^protocol/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads)$|^node_modules/(better-sqlite3|pg|kysely|undici)/',
      },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: {
        path: '^(protocol|certs|config|storage|distribution|administration|central-server|configuration-proxy|security-server|member-adapters|cli|web|bin)/',
        pathNot: '\\.test\\.ts$',
      },
      to: { path: '\\.test\\.ts$|^(test|bench)/' },
    },
    {
      name: 'test-tools-stay-in-tests',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|^(test|bench)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'style'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.css'],
    },
  },
};
