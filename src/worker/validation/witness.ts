import { failed, failedBy, notApplicable, ok, type PlanItem } from './finding.ts';

/** Every endpoint of the witness, and every address that is pinged (class A). */
const witness: PlanItem['look'] = async ({ worker }) => {
  const { witnessEndpoints, witnessPing } = worker.config;
  if (witnessEndpoints === undefined && witnessPing === undefined) return notApplicable('no witness is configured');
  try {
    const { steps } = await worker.witness.test();
    const bad = steps.find((step) => !step.ok);
    return bad === undefined
      ? ok(`all ${steps.length} steps were successful`)
      : failed(`${bad.name} failed: ${bad.detail}`, '"failover witness test" goes through it step by step');
  } catch (error) {
    return failedBy(error);
  }
};

export const witnessItems: readonly PlanItem[] = [{ name: 'witness', look: witness }];
