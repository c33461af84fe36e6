import { planDifferences, protectedPlanOf } from '../../peer/protected-plan.ts';
import { release } from '../release.ts';
import { failed, notTried, ok, withPeer, type PlanItem } from './finding.ts';

const describeTimeoutMs = 5000;
/** The others are seen when these are mended. */
const mostNamed = 4;

/** What is replicated, protected and opened here has to be so on the other server, too (D1, B6, E3). */
const same = withPeer(async ({ peer, status }, worker) => {
  if (status.release !== release) return notTried(`${peer} runs another release`);
  const { plan } = await worker.links.to(peer).request('describe', {}, { timeoutMs: describeTimeoutMs });
  if (plan === undefined) return notTried(`${peer} does not say what it is configured to protect`);
  const own = protectedPlanOf(worker.config, worker.paths.root);
  const differences = planDifferences({ name: worker.config.hostname, plan: own }, { name: status.name, plan });
  if (differences.length > 0) {
    const more = differences.length > mostNamed ? `; and ${differences.length - mostNamed} more` : '';
    const shown = differences.slice(0, mostNamed);
    return failed(
      `${shown.map(({ sentence }) => sentence).join('; ')}${more}`,
      shown.map(({ remedy }) => remedy).join('; '),
    );
  }
  const counted = [
    ['datasets', own.datasets.length],
    ['services', own.services.length],
    ['client ports', own.clientPorts.length],
  ] as const;
  return ok(`the same on both: ${counted.map(([what, n]) => `${n} ${n === 1 ? what.slice(0, -1) : what}`).join(', ')}`);
});

export const protectedItems: readonly PlanItem[] = [{ name: 'same configuration', look: same }];
