import { z } from 'zod';
import { named, type Config } from '../config/config.ts';
import { word } from '../config/value.ts';
import { printable } from './printable.ts';

/** What a server replicates, protects and opens, as far as it has to be the same on both. */
export interface ProtectedPlan {
  readonly datasets: readonly { readonly name: string; readonly kind: 'files' | 'sqlite'; readonly path: string }[];
  readonly services: readonly string[];
  readonly clientPorts: readonly { readonly port: number; readonly to: number }[];
}

/** More are not compared: an answer is one line of the protocol. */
const most = 64;
const longestPath = 200;
const port = z.number().int().min(1).max(65_535);

export const protectedPlan: z.ZodType<ProtectedPlan> = z.object({
  datasets: z
    .array(
      z.object({
        name: word.schema,
        kind: z.enum(['files', 'sqlite']),
        path: z
          .string()
          .max(longestPath)
          .transform((path) => printable(path, longestPath)),
      }),
    )
    .max(most),
  services: z.array(word.schema).max(most),
  clientPorts: z.array(z.object({ port, to: port })).max(most),
});

/** A worker that has a folder and not a host has its data there, and the other one in another. */
const below = (root: string, path: string): string =>
  root !== '/' && path.startsWith(`${root}/`) ? path.slice(root.length) : path;

/** @param root of the worker */
export const protectedPlanOf = (
  { datasets, services, clientPorts }: Pick<Config, 'datasets' | 'services' | 'clientPorts'>,
  root = '/',
): ProtectedPlan => ({
  datasets: Object.entries(datasets)
    .slice(0, most)
    .map(([name, { kind, path }]) => ({ name, kind, path: printable(below(root, path), longestPath) })),
  services: Object.keys(services).slice(0, most),
  clientPorts: Object.entries(clientPorts)
    .slice(0, most)
    .map(([from, { to }]) => ({ port: Number(from), to })),
});

/** What is configured otherwise on the other server, and what to type about it. */
export interface PlanDifference {
  readonly sentence: string;
  readonly remedy: string;
}

type Settings = Readonly<Record<string, string>>;

/** Each thing that has to be the same, by how its statement begins, with the rest of that statement. */
const settingsOf = ({ datasets, services, clientPorts }: ProtectedPlan): Settings =>
  Object.fromEntries([
    ...datasets.map(({ name, kind, path }) => [`dataset ${name}`, `kind ${kind} path ${path}`]),
    ...services.map((name) => [`service ${name}`, '']),
    ...clientPorts.map(({ port: from, to }) => [`client-port ${from}`, `to ${to}`]),
  ]) as Settings;

const onOneOnly = (what: string, rest: string, there: string, missing: string): PlanDifference => ({
  sentence: `${what} is configured on ${there} and not on ${missing}`,
  remedy: `on ${missing}: "${what} ${rest === '' ? 'unit …' : rest}", or on ${there}: "no ${what}"`,
});

/** Every difference between this server's plan and the other one's. */
export const planDifferences = (
  here: { readonly name: string; readonly plan: ProtectedPlan },
  there: { readonly name: string; readonly plan: ProtectedPlan },
): PlanDifference[] => {
  const [own, other] = [settingsOf(here.plan), settingsOf(there.plan)];
  return [...new Set([...Object.keys(own), ...Object.keys(other)])].flatMap((what): PlanDifference[] => {
    const [one, two] = [named(own, what), named(other, what)];
    if (one === two) return [];
    if (two === undefined) return [onOneOnly(what, one ?? '', here.name, there.name)];
    if (one === undefined) return [onOneOnly(what, two, there.name, here.name)];
    return [
      {
        sentence: `${what} is "${one}" on ${here.name} and "${two}" on ${there.name}`,
        remedy: `on ${there.name}: "${what} ${one}", or on ${here.name}: "${what} ${two}"`,
      },
    ];
  });
};
