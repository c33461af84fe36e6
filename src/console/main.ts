import { runConsole } from './start/run-console.ts';
import { runToEnd } from './start/run-to-end.ts';

void runToEnd(() => runConsole(process.argv.slice(2)), process.argv.includes('--json'));
