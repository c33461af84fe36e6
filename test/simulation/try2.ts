import { profiles, type Product } from './profile.ts';
import { World, product } from './world.ts';
import { decide } from '../../src/failover/decide.ts';
import { rows } from '../../src/failover/table.ts';
const count = new Map<string, number>();
for (const profile of Object.values(profiles))
  for (let seed = 50000; seed < 50500; seed++)
    for (const r of new World(seed, profile).run().rowsTaken) count.set(r, (count.get(r) ?? 0) + 1);
console.log(rows.map((r) => `${r.id}:${count.get(r.id) ?? 0}`).join(' '));
const mutants: [string, Partial<Product>][] = [
  ['no start hold', { decide: (n, e, c) => decide(n, e, e.type === 'boot' ? { ...c, highAvailability: false } : c) }],
  ['no orphans', { keepsOrphans: false }],
  [
    'ignores newest data',
    {
      decide: (n, e, c) => {
        const d = decide({ ...n, newestData: n.dataTerm }, e, c);
        return d;
      },
    },
  ],
  [
    'never fenced',
    {
      decide: (n, e, c) => {
        const d = decide(n, e, c);
        return d.row?.id === 'F60' ? { ...d, node: n, actions: [], row: null } : d;
      },
    },
  ],
  [
    'forgets the pending copy',
    { decide: (n, e, c) => decide(e.type === 'boot' ? { ...n, applyPending: false } : n, e, c) },
  ],
  ['applies a refused copy', { heedsRefusedCopy: false }],
  [
    'own term taken for granted',
    {
      decide: (n, e, c) => {
        const d = decide(n, e, c);
        return d.row?.to === 'promoting' ? { ...d, node: { ...d.node, term: n.term } } : d;
      },
    },
  ],
  [
    'promotes on calls',
    {
      decide: (n, e, c) =>
        decide(n, n.phase === 'hold' && e.type === 'peerCalled' ? { type: 'heartbeatAnswered', peer: e.peer } : e, c),
    },
  ],
];
for (const [name, m] of mutants) {
  const out: string[] = [];
  for (const profile of Object.values(profiles)) {
    let bad = 0;
    const kinds = new Map<string, number>();
    for (let seed = 1; seed <= 400; seed++) {
      const o = new World(seed, profile, { ...product, ...m }).run();
      if (o.violations.length) {
        bad++;
        const k = o.violations[0]!.replace(/^at [\d.]+ s: /, '')
          .replace(/write \d+/, 'write')
          .slice(0, 30);
        kinds.set(k, (kinds.get(k) ?? 0) + 1);
      }
    }
    out.push(`${profile.name}:${bad} ${[...kinds].map(([k, n]) => `${k}=${n}`).join('|')}`);
  }
  console.log(name, '\n  ', out.join('\n   '));
}
