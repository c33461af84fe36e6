import type { ControlClient } from '../../control/client.ts';
import { isWorkerDown } from '../../control/transport.ts';
import { UnderstudyError } from '../../error.ts';
import { isStored } from './configure.ts';
import { isEmptyLine, parseLine } from './parse.ts';
import { ScriptFault, standingAfter } from './script-check.ts';
import type { Standing } from './session.ts';
import { join, type ScriptLine, type Statement } from './statement-group.ts';

/**
 * The statements of a script as they will be applied together, up to a command that makes another configuration of its own:
 * what is refused behind that only its run can tell. A secret in clear is sent nowhere before it is set.
 */
const statementsOf = async (lines: readonly ScriptLine[], start: Standing): Promise<Statement[][]> => {
  const groups: Statement[][] = [[]];
  let standing: Standing = { ...start, privileged: true };
  for (const line of lines) {
    if (isEmptyLine(line.text)) continue;
    const parsed = await parseLine(line.text, standing);
    const { leaf, values, full } = parsed.resolution;
    const joined = join(groups.at(-1) ?? [], line, parsed.resolution, standing.block);
    if (joined !== undefined) groups[groups.length - 1] = [...joined.statements];
    else if (leaf.kind === 'command' && leaf.declaration.changesConfiguration === true) break;
    else groups.push(leaf.kind === 'statement' && isStored(values[0] ?? '') ? [{ ...line, full }] : [], []);
    standing = standingAfter(parsed, standing);
  }
  return groups.filter((group) => group.length > 0);
};

/** Asks the worker about all statements of a script before the first of them is applied. */
export class DryRun {
  readonly #client: ControlClient;
  readonly #lines: readonly ScriptLine[];
  readonly #start: Standing;
  #faults: Promise<ScriptFault[]> | undefined;

  constructor(client: ControlClient, lines: readonly ScriptLine[], start: Standing) {
    this.#client = client;
    this.#lines = lines;
    this.#start = { mode: start.mode, privileged: start.privileged, interactive: start.interactive };
  }

  /** What the worker would refuse; nothing where there is no worker. It is asked once. */
  faults(): Promise<ScriptFault[]> {
    return (this.#faults ??= this.#ask());
  }

  async #ask(): Promise<ScriptFault[]> {
    const groups = await statementsOf(this.#lines, this.#start);
    if (groups.length === 0) return [];
    try {
      const { faults } = await this.#client.checkConfig(groups.map((group) => group.map(({ full }) => full)));
      return faults.map(({ group, line, message }) => {
        const statements = groups[group] ?? [];
        const culprit = statements[line === 0 ? statements.length - 1 : line - 1];
        const hint = 'nothing of the configuration was changed';
        return new ScriptFault(new UnderstudyError('usage', message, { hint }), culprit?.at ?? '');
      });
    } catch (error) {
      if (isWorkerDown(error)) return [];
      throw error;
    }
  }
}
