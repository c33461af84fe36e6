import type { Node } from '../../failover/node.ts';
import { printPhase } from '../../failover/sentence.ts';
import type { Scene } from '../../notify/decided.ts';
import { utcOf } from '../../notify/letter.ts';
import type { Worker } from '../worker.ts';

type Facts = Scene['facts'];

const modeWords = { primary: 'Primary', secondary: 'Secondary' } as const;

const otherServer = ({ config, watch }: Worker): Facts => {
  const { peer } = config;
  if (peer === undefined) return [['Other server', 'none is configured']];
  const { lastAnswerAtMs, last } = watch;
  if (lastAnswerAtMs === null) return [['Other server', `${peer}, not heard since the worker started`]];
  const said = last === null ? '' : `: ${modeWords[last.mode]}, ${printPhase(last.phase)}, term ${last.term.counter}`;
  return [['Other server', `${peer}, heard last at ${utcOf(lastAnswerAtMs)}${said}`]];
};

const copy = ({ copies }: Worker, { mode, generation }: Node): Facts => {
  if (mode === 'primary') return [];
  const copiedAtMs = copies.newestMadeAtMs;
  if (generation === null || copiedAtMs === null) return [['Newest copy', 'there is no complete copy here']];
  return [['Newest copy', `${generation}, made ${utcOf(copiedAtMs)}: what changed after that is not here`]];
};

/** This server and what it knows of the other, as it is at this moment. */
export const sceneOf = (worker: Worker, node: Node = worker.engine.node, row?: string): Scene => ({
  at: new Date().toISOString(),
  server: worker.config.hostname,
  facts: [
    ['This server', `${worker.config.hostname}: ${modeWords[node.mode]}, ${printPhase(node.phase)}`],
    ...otherServer(worker),
    ['Term', String(node.term.counter)],
    ...copy(worker, node),
    ...(row === undefined ? [] : ([['Rule', row]] as const)),
  ],
});
