/** Starts a lab of one host, tells the host's name in the process list, and waits to be killed. */
import { Lab } from '../lab/lab.ts';

const [name = ''] = process.argv.slice(2);
const lab = await Lab.start([name]);
process.stdout.write(`${lab.group}\n`);
