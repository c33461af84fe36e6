import { FakeControl } from './fake-control.ts';
import { Terminal } from './terminal.ts';

export const userPrompt = 'core2/sec/stby> ';
export const enabledPrompt = 'core2/sec/stby# ';
export const configPrompt = 'core2/sec/stby(config)# ';

/** A worker's stand-in and a console in front of it. */
export interface Sitting {
  readonly worker: FakeControl;
  readonly terminal: Terminal;
  end(): Promise<void>;
}

/** A running configuration without an enable secret: the administrator gets into privileged mode without one. */
export const withoutSecret = { text: '!\nhostname core2\n!\nend\n', revision: 1, unsaved: false };

interface SittingOptions {
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
  /** Prepares the worker's answers before the console starts. */
  readonly prepare?: (worker: FakeControl) => void;
}

const sittings = new Set<Sitting>();

/** Ends whatever a test left, also one that failed half-way: `afterEach(standUp)`. */
export const standUp = async (): Promise<void> => {
  await Promise.all([...sittings].map((sitting) => sitting.end()));
};

/** Starts both and waits for the first prompt. */
export const sitDown = async (options: SittingOptions = {}): Promise<Sitting> => {
  const worker = await FakeControl.start();
  worker.replies.set('GET /v1/config', withoutSecret);
  worker.replies.set('GET /v1/enable', { secretSet: false });
  options.prepare?.(worker);
  const terminal = Terminal.start(['--root', worker.root.path, ...(options.arguments ?? [])], {
    env: { HOME: worker.root.path, ...options.env },
    ...(options.rows === undefined ? {} : { rows: options.rows }),
  });
  const sitting: Sitting = {
    worker,
    terminal,
    end: async () => {
      sittings.delete(sitting);
      await terminal.stop();
      await worker.stop();
    },
  };
  sittings.add(sitting);
  await terminal.isAt(userPrompt);
  return sitting;
};

/** Sits down in privileged mode. */
export const sitDownEnabled = async (options: SittingOptions = {}): Promise<Sitting> => {
  const sitting = await sitDown(options);
  await sitting.terminal.run('enable', enabledPrompt);
  return sitting;
};
