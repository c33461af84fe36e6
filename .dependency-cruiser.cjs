/** Imports point one way (docs/architecture.md): a folder may import itself, what is named here, and npm packages. */
const mayImport = {
  failover: [],
  config: [],
  replication: ['failover', 'config', 'error', 'durable-file'],
  peer: ['failover', 'config', 'error', 'durable-file'],
  host: ['failover', 'config', 'error', 'durable-file'],
  lease: ['host', 'error', 'release'],
  witness: ['failover', 'config', 'error'],
  notify: ['failover', 'config', 'error', 'durable-file'],
  store: ['failover', 'config', 'error', 'durable-file'],
  worker: [
    'failover',
    'config',
    'error',
    'durable-file',
    'release',
    'replication',
    'peer',
    'host',
    'notify',
    'witness',
    'store',
    'control',
  ],
  control: ['error'],
  commands: ['control', 'config', 'error', 'setup'],
  console: ['commands', 'control', 'config', 'error', 'release', 'plain-output'],
  setup: ['control', 'config', 'error', 'release', 'plain-output'],
  portal: ['control', 'config', 'error', 'release'],
};

const singleFiles = ['error', 'durable-file', 'release', 'plain-output'];
const pathOf = (name) => (singleFiles.includes(name) ? `^src/${name}\\.ts$` : `^src/${name}/`);

const directions = Object.entries(mayImport).map(([folder, others]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${others.length === 0 ? 'no other folder' : others.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^(src|demo|examples|test)/', pathNot: [folder, ...others].map(pathOf) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'failover-is-pure',
      comment: 'the decision core has no I/O, no clock and no dice, and depends on no package',
      severity: 'error',
      from: { path: '^src/failover/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional'] },
    },
    {
      name: 'config-only-zod',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { pathNot: ['^src/config/', '^node_modules/zod/'] },
    },
    {
      name: 'error-imports-nothing',
      severity: 'error',
      from: { path: '^src/error\\.ts$' },
      to: { pathNot: '^$' },
    },
    {
      name: 'demo-stays-outside',
      comment:
        'the demo uses the product as an operator does: its programs, the shapes that --json prints and the errors',
      severity: 'error',
      from: { path: '^demo/' },
      to: { path: '^src/', pathNot: '^src/(control/shapes|error)\\.ts$' },
    },
    {
      name: 'example-knows-nothing',
      comment: 'a protected application knows nothing of Understudy and needs nothing but Node',
      severity: 'error',
      from: { path: '^examples/' },
      to: { pathNot: '^examples/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-package',
      comment: 'what is shipped may not need a package that is not',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // Newer than the list that dependency-cruiser brings.
    builtInModules: { add: ['ffi', 'node:ffi'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
