/** `npm run bench -- console [--write]`: how fast the console starts and answers; `--write` keeps the table in docs/. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runQuietly, Stop } from '../program.mjs';
import { at, runtime } from '../project.mjs';
import { compareCpu, lowerQuartile, median } from './cpu.mjs';
import { Terminal } from './terminal.mjs';

const rounds = 15;
const sittings = 31;
const keys = 40;
const lines = 1000;

const understudy = at('bin/understudy');
const peers = { vtysh: '/usr/bin/vtysh', crm: '/usr/sbin/crm' };
const root = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
const env = { PATH: process.env.PATH, HOME: root, LANG: 'C.UTF-8', TERM: 'xterm', UNDERSTUDY_ROOT: root };
const prompt = /[>#] ?$/;

const startWorker = async () => {
  const worker = spawn(runtime, [at('build/src/worker/main.js'), '--root', root], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries++) {
    if ((await runQuietly(understudy, ['show', 'version'], env)).exitStatus === 0) return worker;
    await wait(100);
  }
  throw new Stop('The worker did not start.');
};

const processorTime = () =>
  compareCpu(
    {
      'node -e 0': { command: [runtime, '-e', '0'] },
      'understudy show version': { command: [understudy, 'show', 'version'] },
      'understudy show failover': { command: [understudy, 'show', 'failover'] },
      ...(existsSync(peers.vtysh)
        ? { "vtysh -c 'show version'": { command: [peers.vtysh, '-c', 'show version'], mayFail: true } }
        : {}),
      ...(existsSync(peers.crm) ? { 'crm --version': { command: [peers.crm, '--version'] } } : {}),
    },
    rounds,
    env,
  );

const promptMs = async (command) => {
  const terminal = new Terminal(command, env);
  const ms = await terminal.shows(prompt);
  await terminal.kill();
  return ms;
};

/** Milliseconds from the start to the first prompt, without those of the terminal around it. */
const firstPrompt = async () => {
  const commands = {
    around: () => promptMs(`/usr/bin/printf '> '`),
    'node -e PROMPT': () => promptMs(`${runtime} -e 'require("node:fs").writeSync(1, "> ")'`),
    understudy: () => promptMs(understudy),
    ...(existsSync(peers.crm) ? { crm: () => promptMs(peers.crm) } : {}),
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < sittings; round++) {
    for (const [name, run] of Object.entries(commands)) times[name].push(await run());
  }
  const { around, ...rest } = times;
  const alone = Object.entries(rest).map(([name, all]) => ({ name, ms: lowerQuartile(all) - lowerQuartile(around) }));
  return alone.map((one) => ({ ...one, ratio: one.ms / alone[0].ms }));
};

/** Milliseconds from a key to what it shows. */
const keyTimes = async () => {
  const terminal = new Terminal(understudy, env);
  await terminal.shows(prompt);
  await wait(500);
  const help = [];
  const completion = [];
  for (let round = 0; round < keys; round++) {
    terminal.type('?');
    help.push(await terminal.shows(/\n {2}show [^]*[>#] ?$/));
    terminal.type('show vers\t');
    completion.push(await terminal.shows(/version $/));
    terminal.type('\u0015');
    await wait(20);
  }
  await terminal.kill();
  return { '?': median(help), Tab: median(completion) };
};

const inputMs = async () => {
  const startedMs = performance.now();
  const child = spawn(understudy, [], { env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end('show version\n'.repeat(lines));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Stop(`${lines} lines on standard input ended with status ${status}`);
  return performance.now() - startedMs;
};

/** How many times faster lines of one standard input are than as many commands. */
const throughput = async () => {
  const input = median([await inputMs(), await inputMs(), await inputMs()]);
  const startedMs = performance.now();
  for (let i = 0; i < lines; i++) await runQuietly(understudy, ['show', 'version'], env);
  const single = performance.now() - startedMs;
  return { input, single, ratio: single / input };
};

const row = (...cells) => `| ${cells.join(' | ')} |`;
const verdict = (isMet) => (isMet ? 'met' : '**NOT MET**');

const table = async () => {
  const cpu = await processorTime();
  const prompts = await firstPrompt();
  const typed = await keyTimes();
  const stdin = await throughput();
  const ratioOf = (list, name) => list.find((one) => one.name === name)?.ratio;
  const [own, crm] = [ratioOf(prompts, 'understudy'), ratioOf(prompts, 'crm')];
  return [
    row('what', 'measured', 'to a bare start', 'goal'),
    row('---', '--:', '--:', '---'),
    ...cpu.map(({ name, ms, ratio }) => {
      const goal = name.startsWith('understudy') ? `1.3 at most: ${verdict(ratio <= 1.3)}` : '';
      return row(`processor time, \`${name}\``, `${ms.toFixed(1)} ms`, ratio.toFixed(2), goal);
    }),
    ...prompts.map(({ name, ms, ratio }) => {
      const half = crm === undefined ? '' : `, half of crm's: ${verdict(own <= crm / 2)}`;
      const goal = name === 'understudy' ? `1.5 at most: ${verdict(ratio <= 1.5)}${half}` : '';
      return row(`first prompt, \`${name}\``, `${ms.toFixed(1)} ms`, ratio.toFixed(2), goal);
    }),
    ...Object.entries(typed).map(([key, ms]) =>
      row(`\`${key}\` on the screen`, `${ms.toFixed(1)} ms`, '', `16 ms at most: ${verdict(ms <= 16)}`),
    ),
    row(
      `${lines} commands on standard input`,
      `${stdin.input.toFixed(0)} ms`,
      '',
      `50 times faster than ${lines} one-shots (${stdin.single.toFixed(0)} ms): ${stdin.ratio.toFixed(0)}, ${verdict(stdin.ratio >= 50)}`,
    ),
  ];
};

const page = (rows) =>
  [
    '# How fast the console is',
    '',
    '<!-- Written by `npm run bench -- console --write`. -->',
    '',
    `Medians of runs in turn with a bare start of the same Node, on ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Linux`,
    `${release()}. "To a bare start" is the median of the ratios within each turn. Processor time is user and system, of the whole`,
    `command with its launcher; the first prompt is the lower quartile of ${sittings} in a pseudo-terminal, whose own start is taken off, and a`,
    'bare start there is one that writes two characters. Ours ask a real worker. vtysh has no daemon here: it says so and ends, and its figure is that of its start.',
    '',
    ...rows,
    '',
  ].join('\n');

const worker = await startWorker();
try {
  const rows = await table();
  console.log(rows.join('\n'));
  for (const [name, path] of Object.entries(peers))
    if (!existsSync(path)) console.error(`!!! WITHOUT ${name}: ${path} is not here`);
  if (process.argv.includes('--write')) writeFileSync(at('docs/bench-console.md'), page(rows));
  if (rows.some((one) => one.includes('NOT MET'))) process.exitCode = 1;
} finally {
  worker.kill();
  await once(worker, 'exit');
  rmSync(root, { recursive: true, force: true });
}
