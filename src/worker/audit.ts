import type { Answer } from '../control/shapes.ts';
import { reasonOf } from '../error.ts';
import type { Logs } from './log.ts';

/** Does what an operator asked for and writes down what came of it. Secrets are never part of `command`. */
export type Audited = <A extends Answer>(command: string, act: () => Promise<A>) => Promise<A>;

export const auditedBy =
  (logs: Logs): Audited =>
  async (command, act) => {
    try {
      const answer = await act();
      logs.worker.info(`operator: ${command}: ${answer.message.split('\n')[0] || 'done'}`);
      return answer;
    } catch (error) {
      logs.worker.warn(`operator: ${command}: ${reasonOf(error)}`);
      throw error;
    }
  };
