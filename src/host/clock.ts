import { execa } from 'execa';

const timeoutMs = 3000;

/** Whether time servers keep this host's clock right, as systemd tells; null where nobody does. */
export const isClockSynchronized = async (): Promise<boolean | null> => {
  const { stdout, failed } = await execa('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    env: { LC_ALL: 'C' },
  });
  const answer = stdout.trim();
  if (failed || !['yes', 'no'].includes(answer)) return null;
  return answer === 'yes';
};
