import { runConsole } from './run-console.ts';
import { runToEnd } from './run-to-end.ts';

void runToEnd(() => runConsole(process.argv.slice(2)), process.argv.includes('--json'));
