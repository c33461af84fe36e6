import { z } from 'zod';
import { readIfThere, removeDurably, writeDurably } from '../../durable-file.ts';

const command = z.object({
  argv: z.array(z.string()),
  input: z.string().optional(),
  fine: z.array(z.number()).optional(),
  leavesDaemon: z.boolean().optional(),
});
const path = z.string().startsWith('/');
const fileState = z.union([
  z.object({ path, base64: z.string(), mode: z.number(), uid: z.number(), gid: z.number() }),
  z.object({ path, link: z.string() }),
  z.object({ path, isAbsent: z.literal(true), isAlone: z.boolean().optional() }),
]);
const begunStep = z.object({
  what: z.string(),
  files: z.array(fileState),
  before: z.array(command),
  after: z.array(command),
});
const journal = z.object({
  at: z.string(),
  /** In the order in which they were begun. */
  steps: z.array(begunStep),
  /** There while the role is being changed, which nobody takes back: what it shall be, and what is then saved. */
  onward: z.object({ mode: z.string(), startup: z.string().nullable() }).optional(),
});

/** How a step that was begun is undone. */
export type BegunStep = z.infer<typeof begunStep>;
export type Journal = z.infer<typeof journal>;

/** What a change that is under way has begun, on the disk: whatever happens, the next start of the worker finds it. */
export class JournalFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws Error where it is damaged */
  async read(): Promise<Journal | undefined> {
    const text = await readIfThere(this.#path);
    return text === undefined ? undefined : journal.parse(JSON.parse(text));
  }

  write(now: Journal): Promise<void> {
    return writeDurably(this.#path, JSON.stringify(now), 0o600);
  }

  remove(): Promise<void> {
    return removeDurably(this.#path);
  }
}
