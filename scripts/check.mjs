import { build } from './build.mjs';
import { outdatedPages } from './generate.mjs';
import { runForeground, runQuietly } from './program.mjs';
import { at, runtime, tool } from './project.mjs';

const gates = {
  types: [tool.tsc, '-b', 'tsconfig.json', 'tsconfig.test.json'],
  lint: [tool.eslint, '.', '--max-warnings', '0'],
  format: [tool.prettier, '--check', '.'],
  'import directions': [tool.depcruise, '--config', '.dependency-cruiser.cjs', 'src', 'demo', 'examples'],
  'dead code': [tool.knip],
  'command tree': [at('scripts/command-tree.mjs')],
};

/** Runs every gate, also after one that failed. 0 when all passed. */
export const check = async () => {
  let failed = 0;
  const report = (name, startedMs, complaints) => {
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(`${complaints === '' ? '✓' : '✗'} ${name.padEnd(20)} ${seconds.padStart(6)} s`);
    if (complaints === '') return;
    failed += 1;
    console.log(complaints);
  };
  await build();
  for (const [name, options] of Object.entries(gates)) {
    const startedMs = Date.now();
    const { exitStatus, output } = await runQuietly(runtime, options);
    report(name, startedMs, exitStatus === 0 ? '' : output || `exit status ${exitStatus}`);
  }
  const startedMs = Date.now();
  report('generated pages', startedMs, (await outdatedPages()).join('\n'));
  return failed === 0 ? 0 : 1;
};

/** Mends what lint and format can mend by themselves. */
export const fix = async () => {
  const lint = await runForeground(runtime, [tool.eslint, '.', '--fix']);
  const format = await runForeground(runtime, [tool.prettier, '--write', '--log-level', 'warn', '.']);
  return lint || format;
};
