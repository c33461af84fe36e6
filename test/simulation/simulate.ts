import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { mutants } from './mutants.ts';
import { profiles, type Product, type Profile } from './profile.ts';
import { shrink } from './shrink.ts';
import { product, World } from './world.ts';

const usage = `npm run simulate -- [OPTIONS]

  --runs N          how many runs; 1000 by default
  --seed S          the seed of the first; a failing one is printed and replays exactly
  --profile NAME    ${Object.keys(profiles).join(', ')}, or "all"; guaranteed by default (class A)
  --mutants         instead: convicts every mutant of the product, and tells by which seed`;

interface Share {
  readonly first: number;
  readonly runs: number;
  readonly profile: string;
}

interface Found {
  readonly violations: readonly number[];
  readonly bothServed: number;
  readonly acknowledged: number;
}

const chosen = (profile: string, seed: number): Profile => {
  const all = Object.values(profiles);
  return profile === 'all' ? all[seed % all.length]! : profiles[profile as keyof typeof profiles];
};

const simulate = ({ first, runs, profile }: Share): Found => {
  const violations: number[] = [];
  let bothServed = 0;
  let acknowledged = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const outcome = new World(seed, chosen(profile, seed)).run();
    if (outcome.violations.length > 0) violations.push(seed);
    if (outcome.bothServed) bothServed += 1;
    acknowledged += outcome.acknowledged;
  }
  return { violations, bothServed, acknowledged };
};

const inThread = (share: Share): Promise<Found> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: share });
    thread.once('message', resolve);
    thread.once('error', reject);
  });

const tell = (seed: number, profile: Profile, tested: Product): void => {
  const found = shrink(seed, profile, tested);
  if (found === undefined) return;
  const { faults, outcome } = found;
  console.log(`\nseed ${seed}, profile ${profile.name}, with the faults ${faults.join(', ') || 'none'} of it:`);
  console.log([...outcome.tail, ...outcome.violations.slice(0, 3)].join('\n'));
};

/** Every mutant has to be convicted, by a run that the product itself passes. */
const convict = (first: number, limit: number): number => {
  let free = 0;
  for (const { name, profile, product: mutated, violation } of mutants) {
    let seed = first;
    const convicts = (): boolean =>
      new World(seed, profile, { ...product, ...mutated }).run().violations.some((text) => violation.test(text)) &&
      new World(seed, profile).run().violations.length === 0;
    while (seed < first + limit && !convicts()) seed += 1;
    const isFree = seed === first + limit;
    if (isFree) free += 1;
    console.log(`${isFree ? 'NOT convicted' : `convicted by seed ${seed}`}: ${name}`);
  }
  console.log(`mutants=${mutants.length} free=${free} seed=${first}`);
  return free === 0 ? 0 : 1;
};

const threads = 2;

interface Wish {
  readonly runs: number;
  readonly seed: number;
  readonly profile: string;
  readonly mutants: boolean;
}

/** Undefined where it cannot be understood. */
const wishOf = (): Wish | undefined => {
  const options = {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000_000)) },
    profile: { type: 'string', default: 'guaranteed' },
    mutants: { type: 'boolean', default: false },
  } as const;
  try {
    const { mutants: isTrial, ...values } = parseArgs({ options }).values;
    const [runs, seed] = [Number(values.runs), Number(values.seed)];
    const { profile } = values;
    const isKnown = profile === 'all' || Object.hasOwn(profiles, profile);
    if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed) || seed < 0 || !isKnown)
      return undefined;
    return { runs, seed, profile, mutants: isTrial };
  } catch {
    return undefined;
  }
};

const main = async (): Promise<number> => {
  const wish = wishOf();
  if (wish === undefined) {
    console.error(usage);
    return 2;
  }
  const { runs, seed, profile } = wish;
  if (wish.mutants) return convict(seed, runs);
  const each = Math.ceil(runs / threads);
  const shares = Array.from({ length: threads }, (_none, i) => ({
    first: seed + i * each,
    runs: Math.min(each, runs - i * each),
    profile,
  })).filter((share) => share.runs > 0);
  const found = await Promise.all(shares.map(inThread));
  const violations = found.flatMap((one) => one.violations);
  const [worst] = violations;
  if (worst !== undefined) tell(worst, chosen(profile, worst), product);
  const sum = (of: (one: Found) => number): number => found.reduce((total, one) => total + of(one), 0);
  console.log(
    `runs=${runs} violations=${violations.length} bothServed=${sum((one) => one.bothServed)} ` +
      `acknowledged=${sum((one) => one.acknowledged)} profile=${profile} seed=${seed}` +
      (violations.length === 0 ? '' : ` failing=${violations.slice(0, 10).join(',')}`),
  );
  return violations.length === 0 ? 0 : 1;
};

if (isMainThread) process.exitCode = await main();
else parentPort?.postMessage(simulate(workerData as Share));
