import { runQuietly, Stop } from '../program.mjs';

const runsAtOnce = 5;

const word = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command that fails at once would look fast. */
const mustSucceed = (line, mayFail) => (mayFail ? `${line} || true` : `${line} || exit 9`);

/** Processor time of one run in milliseconds, user and system, of everything that the command starts; bash tells it. */
const cpuMs = async ({ command, mayFail }, env) => {
  const line = command.map(word).join(' ');
  const loop = `for ((i = 0; i < ${runsAtOnce}; i++)); do ${mustSucceed(`${line} </dev/null >/dev/null 2>&1`, mayFail)}; done`;
  const { exitStatus, output } = await runQuietly('bash', ['-c', `TIMEFORMAT='%3U %3S'; time { ${loop}; }`], env);
  const seconds = output.trim().split(' ').map(Number);
  if (exitStatus !== 0 || seconds.length !== 2 || seconds.some(Number.isNaN)) throw new Stop(`${line}: ${output}`);
  return ((seconds[0] + seconds[1]) * 1000) / runsAtOnce;
};

const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * part)];

export const median = (numbers) => quantile(numbers, 1 / 2);

/** For times by the clock, which whatever else runs can only make longer. */
export const lowerQuartile = (numbers) => quantile(numbers, 1 / 4);

/**
 * Runs the commands in turn, round by round, so that whatever else the machine does meets all of them. For each its median,
 * and the median of its ratios to the first command of the same round.
 */
export const compareCpu = async (commands, rounds, env) => {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) times[name].push(await cpuMs(command, env));
  }
  const [first] = Object.values(times);
  return Object.entries(times).map(([name, all]) => ({
    name,
    ms: median(all),
    ratio: median(all.map((ms, round) => ms / first[round])),
  }));
};
