import { execa } from 'execa';
import { UnderstudyError } from '../error.ts';

const timeoutMs = 20_000;
const verbs = { reload: 'reboot', poweroff: 'poweroff' } as const;

export type PowerAction = keyof typeof verbs;

/**
 * Restarts the host or switches it off, through systemd, which stops the worker and its services in order.
 *
 * @param root only the worker of the whole host (`/`) does this
 * @throws UnderstudyError refused under any other root, resource without systemd, failed with what systemd said
 */
export const changePower = async (action: PowerAction, root: string): Promise<void> => {
  if (root !== '/') {
    throw new UnderstudyError(
      'refused',
      `This worker has the folder ${root} and not a host: there is nothing to ${action}`,
      {
        hint: `type "${action}" on a server whose worker runs without --root`,
      },
    );
  }
  const { failed, code, stderr } = await execa('systemctl', ['--no-block', verbs[action]], {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    env: { LC_ALL: 'C' },
  });
  if (code === 'ENOENT') {
    throw new UnderstudyError('resource', `systemctl is missing on this host, so it cannot do "${action}"`, {
      hint: 'apt-get install systemd',
    });
  }
  if (failed)
    throw new UnderstudyError('failed', `The host refuses "${action}": ${stderr.trim() || 'no reason was given'}`);
};
