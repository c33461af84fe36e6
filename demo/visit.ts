import { execa } from 'execa';
import { join } from 'node:path';
import type { Interruption } from './interruption.ts';
import { defaultFolder } from './options.ts';
import { demoSecret } from './pair-config.ts';
import type { Pair } from './pair.ts';
import type { Report } from './report.ts';
import type { Server } from './server.ts';

/** What a visitor can try, in the console and beside it. */
const suggest = ({ core1, core2, folder }: Pair, report: Report): void => {
  const dir = folder === defaultFolder ? '' : ` --dir ${folder}`;
  report.blank();
  report.heading('You are going to the console of core2, the Secondary.');
  report.seen('show failover', 'who is active, and why; ? lists what can be typed');
  report.seen('failover sync core1', 'copies what has changed; show failover sync lists the runs');
  report.seen('exit', 'leaves, and ends the pair');
  report.seen('enable', `asks for a secret where one is needed: ${demoSecret}`);
  report.blank();
  report.heading('In another terminal:');
  report.seen(`npm run demo -- --kill core1${dir}`, 'core1 is lost; see core2 take over');
  report.seen(`npm run demo -- --start core1${dir}`, 'it comes back, and serves nobody');
  report.seen(
    'curl the application',
    `http://127.0.0.1:${core1.ports.client}/devices/count on core1, ${core2.ports.client} on core2`,
  );
  report.seen('the console of core1', `bin/understudy --root ${core1.root}`);
  report.blank();
};

/** Gives the terminal to the console of a server until the visitor leaves it. */
export const visit = async (pair: Pair, server: Server, report: Report, interruption: Interruption): Promise<void> => {
  suggest(pair, report);
  const program = join(server.install, 'bin/understudy');
  await interruption.leaveCtrlC(() =>
    execa(program, ['--root', server.root], { stdio: 'inherit', reject: false, cancelSignal: interruption.signal }),
  );
};
