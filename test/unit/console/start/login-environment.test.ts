import { userInfo } from 'node:os';
import { expect, test } from '@jest/globals';
import { settleEnvironment } from '../../../../src/console/start/login-environment.ts';

const { username, homedir } = userInfo();
const account = { USER: username, LOGNAME: username, HOME: homedir };

test('what describes the terminal and the connection stays', () => {
  const good = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    TERM: 'xterm-256color',
    LANG: 'de_DE.UTF-8@euro',
    LINES: '40',
    COLUMNS: '132',
    NO_COLOR: '1',
    SSH_TTY: '/dev/pts/3',
    SSH_CLIENT: 'fe80::1%eth0 50022 22',
    SSH_CONNECTION: '192.0.2.7 50022 192.0.2.1 22',
  };
  const environment = { ...good };
  settleEnvironment(environment);
  expect(environment).toEqual({ ...good, ...account });
});

test('everything else goes, also what has a good name and a bad value', () => {
  const environment = {
    HOME: '/root',
    USER: 'root',
    TERM: '../../tmp/x',
    LANG: '/tmp/locale',
    LC_ALL: '$(id)',
    LC_TIME: 'x'.repeat(65),
    PATH: '/home/oper/bin',
    LINES: '-1',
    SSH_TTY: '/etc/passwd',
    SSH_CLIENT: '192.0.2.7\u001b[2J 1 22',
    SSH_ORIGINAL_COMMAND: 'show version',
    NODE_OPTIONS: '--require /tmp/x.cjs',
    UNDERSTUDY_ROOT: '/tmp',
    UNDERSTUDY_TRACE: '1',
    LD_PRELOAD: '/tmp/x.so',
  };
  settleEnvironment(environment);
  expect(environment).toEqual(account);
});
