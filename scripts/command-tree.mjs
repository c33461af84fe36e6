import { catalog } from '../build/src/commands/catalog.js';
import { lackingIn } from '../build/src/commands/completeness.js';

/** Prints what the command tree lacks; its exit status is 1 when that is anything. */
const faults = lackingIn(catalog);
if (faults.length > 0) console.log(faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;
