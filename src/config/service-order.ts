import type { Config } from './config.ts';

type Services = Config['services'];

/** What it waits for, of that what is configured. */
const waitsFor = (services: Services, name: string): string[] =>
  (services[name]?.after ?? []).filter((other) => Object.hasOwn(services, other));

/**
 * The names of the services in the order in which they start: those in one step do not wait for each other (`after`). They
 * stop in the opposite order. Those that wait for each other in a circle are left out.
 */
export const startOrder = (services: Services): string[][] => {
  const steps: string[][] = [];
  let waiting = Object.keys(services);
  const started = new Set<string>();
  for (;;) {
    const step = waiting.filter((name) => waitsFor(services, name).every((other) => started.has(other)));
    if (step.length === 0) return steps;
    steps.push(step);
    for (const name of step) started.add(name);
    waiting = waiting.filter((name) => !started.has(name));
  }
};

/** What is wrong with the services as a whole, each a sentence with its remedy. */
export const serviceFaults = ({ services }: Pick<Config, 'services'>): string[] => {
  const names = Object.keys(services);
  const ordered = startOrder(services).flat();
  const circle = names.filter((name) => !ordered.includes(name));
  const units = names.map((name) => services[name]?.unit);
  const second = names.find((_name, i) => units[i] !== undefined && units.indexOf(units[i]) !== i);
  return [
    ...(circle.length === 0
      ? []
      : [`service ${circle.join(', service ')}: they wait for each other: take an "after" away`]),
    ...(second === undefined
      ? []
      : [`service ${second} has the unit of another service: each needs a unit of its own`]),
  ];
};
