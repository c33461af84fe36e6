import { profiles } from './profile.ts';
import { World } from './world.ts';
import { rows } from '../../src/failover/table.ts';
const runs = Number(process.env['RUNS'] ?? 200);
const taken = new Set<string>();
for (const profile of Object.values(profiles)) {
  let bad = 0,
    acks = 0;
  const t = performance.now();
  let shown = 0;
  const kinds = new Map<string, number>();
  for (let seed = 1; seed <= runs; seed++) {
    const o = new World(seed, profile).run();
    acks += o.acknowledged;
    o.rowsTaken.forEach((r) => taken.add(r));
    if (o.violations.length) {
      bad++;
      const k = o.violations[0]!.replace(/^at [\d.]+ s: /, '').slice(0, 60);
      kinds.set(k, (kinds.get(k) ?? 0) + 1);
      if (shown++ < Number(process.env['SHOW'] ?? 0)) {
        console.log(profile.name, seed, o.violations.slice(0, 3));
        console.log(o.tail.slice(-40).join('\n'));
      }
    }
  }
  console.log(profile.name, 'bad', bad, '/', runs, 'acks', acks, Math.round(performance.now() - t), 'ms', [...kinds]);
}
console.log(
  'rows never taken',
  rows.filter((r) => !taken.has(r.id)).map((r) => r.id),
);
