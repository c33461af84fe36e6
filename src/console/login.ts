import { runLogin } from './run-login.ts';
import { runToEnd } from './run-to-end.ts';

void runToEnd(() => runLogin(process.argv.slice(2)), false);
