import { execa } from 'execa';

export interface PingAnswer {
  readonly target: string;
  readonly answered: boolean;
  /** Why nothing is known, where ping itself could not do its work. */
  readonly fault: string | null;
}

const waitS = 1;
const timeoutMs = 3000;
/** ping(8): no answer came. */
const noAnswer = 1;

const ping = async (target: string): Promise<PingAnswer> => {
  const result = await execa('ping', ['-c1', `-W${waitS}`, '-n', '-q', '--', target], {
    reject: false,
    timeout: timeoutMs,
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
  });
  const answered = result.exitCode === 0;
  if (answered || result.exitCode === noAnswer) return { target, answered, fault: null };
  if (result.code === 'ENOENT') return { target, answered, fault: 'the program ping is missing: install iputils-ping' };
  const [said] = result.stderr.trim().split('\n');
  return { target, answered, fault: said === undefined || said === '' ? (result.shortMessage ?? 'ping failed') : said };
};

/**
 * Which of the addresses answer a ping. Evidence only: that a gateway answers says that this server's own network works, and
 * nothing of who may serve.
 */
export const reaches = (targets: readonly string[]): Promise<readonly PingAnswer[]> => Promise.all(targets.map(ping));
