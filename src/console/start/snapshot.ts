import { basename } from 'node:path';
import { startupSnapshot } from 'node:v8';
import { forgetMoment } from './forget-moment.ts';
import { runConsole } from './run-console.ts';
import { runLogin } from './run-login.ts';
import { runToEnd } from './run-to-end.ts';
import { warm } from './warm.ts';

/**
 * The console as it is kept in a startup snapshot (`node --build-snapshot`); the launcher says as which program it starts.
 * No module may keep anything of the moment when the snapshot is made.
 */
void warm(process.env['UNDERSTUDY_WARM'] ?? '').then(forgetMoment);
startupSnapshot.setDeserializeMainFunction(() => {
  // The launcher's, and of no use to the programs that are started from here.
  delete process.env['GLIBC_TUNABLES'];
  const [, program = '', ...argv] = process.argv;
  if (basename(program) === 'login') void runToEnd(() => runLogin(argv), false);
  else void runToEnd(() => runConsole(argv), argv.includes('--json'));
});
