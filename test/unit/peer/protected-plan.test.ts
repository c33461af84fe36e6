import { expect, test } from '@jest/globals';
import { readLines } from '../../../src/config/lines.ts';
import { initialConfig } from '../../../src/config/config.ts';
import {
  planDifferences,
  protectedPlan,
  protectedPlanOf,
  type ProtectedPlan,
} from '../../../src/peer/protected-plan.ts';

const planOf = (...lines: string[]): ProtectedPlan => {
  const { config, faults } = readLines(lines, initialConfig());
  expect(faults).toEqual([]);
  return protectedPlanOf(config);
};
const files = 'dataset files kind files path /srv/app/files';
const registry = 'service registry unit registry';
const port = 'client-port 8080 to 18080';

const differences = (here: ProtectedPlan, there: ProtectedPlan) =>
  planDifferences({ name: 'core2', plan: here }, { name: 'core1', plan: there });

test('two servers that are configured alike differ in nothing, whatever the order and the unit', () => {
  const here = planOf(files, registry, port);
  expect(differences(here, planOf(port, 'service registry unit other', files))).toEqual([]);
  expect(protectedPlan.parse(JSON.parse(JSON.stringify(here)))).toEqual(here);
});

test('what differs is named with the server that lacks it or has it otherwise, and with what to type where', () => {
  const here = planOf('dataset files kind files path /srv/app/filez', registry);
  const there = planOf(files, port);
  expect(differences(here, there)).toEqual([
    {
      sentence:
        'dataset files is "kind files path /srv/app/filez" on core2 and "kind files path /srv/app/files" on core1',
      remedy:
        'on core1: "dataset files kind files path /srv/app/filez", or on core2: "dataset files kind files path /srv/app/files"',
    },
    {
      sentence: 'service registry is configured on core2 and not on core1',
      remedy: 'on core1: "service registry unit …", or on core2: "no service registry"',
    },
    {
      sentence: 'client-port 8080 is configured on core1 and not on core2',
      remedy: 'on core2: "client-port 8080 to 18080", or on core1: "no client-port 8080"',
    },
  ]);
});

test('a worker that has a folder tells of paths in it', () => {
  const { config } = readLines(['dataset files kind files path /tmp/pair/core1/srv'], initialConfig());
  expect(protectedPlanOf(config, '/tmp/pair/core1').datasets).toMatchObject([{ path: '/srv' }]);
});

test('what a peer tells is bounded', () => {
  const plan = planOf(files);
  const many = Array.from({ length: 65 }, (_, i) => `s${i}`);
  expect(protectedPlan.safeParse({ ...plan, services: many }).success).toBe(false);
  const [dataset] = plan.datasets;
  const long = { ...plan, datasets: [{ ...dataset, path: `/${'x'.repeat(300)}` }] };
  expect(protectedPlan.safeParse(long).success).toBe(false);
});

test('the longest configuration still fits into what is taken', () => {
  const path = `/${'x'.repeat(300)}`;
  const lines = Array.from({ length: 70 }, (_, i) => `dataset d${i} kind files path ${path}${i}`);
  expect(protectedPlan.safeParse(planOf(...lines)).success).toBe(true);
});
