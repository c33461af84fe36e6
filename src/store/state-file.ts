import { dirname, join } from 'node:path';
import { z } from 'zod';
import { reasonOf, UnderstudyError } from '../error.ts';
import { newNode, type Node } from '../failover/node.ts';
import { Reserve } from './reserve.ts';
import { readIfThere, writeDurably } from '../durable-file.ts';

const term = z.object({ counter: z.number().int().nonnegative(), owner: z.string() });

/** Everything a worker must remember across a SIGKILL or a power cut. */
export interface State {
  readonly node: Node;
  /** B4: survives a reboot. */
  readonly clientConnection: 'enabled' | 'disabled';
  /** When the schedule was armed by the last save (C7), epoch ms; null after `failover mode secondary` (B2). */
  readonly scheduleArmedAtMs: number | null;
  /** The copy that the live data was made from, and whether that was under way. */
  readonly live: { readonly generation: number | null; readonly applying: boolean };
}

const schema = z.object({
  node: z.looseObject({
    name: z.string(),
    mode: z.enum(['primary', 'secondary']),
    phase: z.string(),
    term,
    dataTerm: term,
    ownData: z.boolean(),
    generation: z.number().nullable(),
  }),
  clientConnection: z.enum(['enabled', 'disabled']),
  scheduleArmedAtMs: z.number().nullable(),
  live: z.object({ generation: z.number().nullable(), applying: z.boolean() }),
});

const newState = (hostname: string): State => ({
  node: newNode(hostname),
  clientConnection: 'enabled',
  scheduleArmedAtMs: null,
  live: { generation: null, applying: false },
});

/** The worker's only writer of `state.json`: every change is on the disk before it is acted upon. */
export class StateFile {
  readonly #path: string;
  readonly #reserve: Reserve;
  #state: State;
  #writes: Promise<void> = Promise.resolve();

  private constructor(path: string, state: State) {
    this.#path = path;
    this.#reserve = new Reserve(join(dirname(path), 'reserve'));
    this.#reserve.keep();
    this.#state = state;
  }

  /** @throws UnderstudyError when the file is there and cannot be understood: serving on a guess could lose data */
  static async open(path: string, hostname: string): Promise<StateFile> {
    const text = await readIfThere(path);
    if (text === undefined) return new StateFile(path, newState(hostname));
    try {
      const state = schema.parse(JSON.parse(text)) as unknown as State;
      return new StateFile(path, { ...state, node: { ...newNode(hostname), ...state.node } });
    } catch (cause) {
      throw new UnderstudyError('resource', `${path} is damaged and this server will not guess its role`, {
        hint: `look at it; to start afresh as an unpaired server move it away, to keep the pair's data first copy ${path} and the data aside`,
        cause,
      });
    }
  }

  get state(): State {
    return this.#state;
  }

  /** Writes the changed state; later reads see it once it is durable. */
  update(change: Partial<State>): Promise<void> {
    const write = this.#writes.then(async () => {
      const next = { ...this.#state, ...change };
      await this.#write(`${JSON.stringify(next, null, 2)}\n`);
      this.#state = next;
    });
    this.#writes = write.catch(() => undefined);
    return write;
  }

  /** On a full disk the space that was put aside is given up for this. */
  async #write(text: string): Promise<void> {
    try {
      await writeDurably(this.#path, text).catch(async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC' || !this.#reserve.release()) throw error;
        await writeDurably(this.#path, text);
      });
    } catch (cause) {
      throw new UnderstudyError(
        'resource',
        `The state of this server cannot be written to ${this.#path}: ${reasonOf(cause)}`,
        {
          hint: 'free space on that disk',
          cause,
        },
      );
    }
    this.#reserve.keep();
  }
}
