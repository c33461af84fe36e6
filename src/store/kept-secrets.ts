import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { keptReference } from '../config/kept-reference.ts';
import { readIfThere, writeDurably } from '../durable-file.ts';

const fileShape = z.strictObject({
  secrets: z.array(z.strictObject({ reference: z.string().regex(keptReference), secret: z.string() })),
});

type Kept = z.infer<typeof fileShape>['secrets'][number];

/** As many as earlier configurations are kept, so that going back to one of them brings its secret back, too. */
const most = 100;

/** Secrets that have to be used, in a file of their own that only the worker's account reads (design 7). */
export class KeptSecrets {
  readonly #path: string;
  /** Oldest first. */
  #kept: readonly Kept[];

  private constructor(path: string, kept: readonly Kept[]) {
    this.#path = path;
    this.#kept = kept;
  }

  /**
   * A file that cannot be understood keeps no worker from starting.
   *
   * @param onDamaged told where it is set aside; what is in it is not for a message
   */
  static async open(path: string, onDamaged: (aside: string) => void): Promise<KeptSecrets> {
    try {
      const text = await readIfThere(path);
      return new KeptSecrets(path, text === undefined ? [] : fileShape.parse(JSON.parse(text)).secrets);
    } catch {
      const aside = `${path}.damaged`;
      await rename(path, aside).catch(() => undefined);
      onDamaged(aside);
      return new KeptSecrets(path, []);
    }
  }

  /** Undefined where the configuration came from another server, or the file was lost. */
  secretOf(reference: string): string | undefined {
    return this.#kept.find((one) => one.reference === reference)?.secret;
  }

  /**
   * Keeps a secret.
   *
   * @param inUse texts of configurations whose secrets stay, however old they are
   * @returns what stands for it in the configuration
   */
  async keep(secret: string, inUse: readonly string[] = []): Promise<string> {
    const reference = `kept$${randomBytes(16).toString('base64url')}`;
    const isNeeded = (one: Kept): boolean => inUse.some((text) => text.includes(one.reference));
    const recent = this.#kept.slice(-(most - 1));
    const kept = [...this.#kept.filter((one) => recent.includes(one) || isNeeded(one)), { reference, secret }];
    await writeDurably(this.#path, JSON.stringify({ secrets: kept }), 0o600);
    this.#kept = kept;
    return reference;
  }
}
