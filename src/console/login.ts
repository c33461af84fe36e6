import { runLogin } from './start/run-login.ts';
import { runToEnd } from './start/run-to-end.ts';

void runToEnd(() => runLogin(process.argv.slice(2)), false);
