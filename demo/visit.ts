import { execa } from 'execa';
import { join } from 'node:path';
import type { Interruption } from './interruption.ts';
import { defaultFolder } from './options.ts';
import { demoSecret } from './pair-config.ts';
import type { Pair } from './pair.ts';
import type { Report } from './report.ts';
import type { Server } from './server.ts';

/** Registers a device: with it `show failover orphans` has something to show when core1 comes back. */
const registration = (port: number): string =>
  `curl -X POST -d '{"vendor":"1d6b","product":"0001","name":"mine"}' http://127.0.0.1:${port}/devices`;

/** What a visitor can try, in the console and beside it. */
const suggest = ({ core1, core2, folder }: Pair, report: Report): void => {
  const dir = folder === defaultFolder ? '' : ` --dir ${folder}`;
  report.blank();
  report.heading('You are going to the console of core2, the Secondary.');
  report.table([
    ['show failover', 'who is active, and why'],
    ['show failover explain', 'why the last failover happened'],
    ['show failover switchover', 'how a planned switchover would go, command by command'],
    ['?', 'what can be typed here'],
    ['enable', `privileged mode; where it asks for the secret: ${demoSecret}`],
    ['failover sync core1', 'copies what has changed; "show failover sync history" lists the runs'],
    ['exit', 'leaves, and ends the pair unless the demo was started with --keep'],
  ]);
  report.blank();
  report.heading('In another terminal:');
  report.text(`    ${registration(core1.ports.client)}`);
  report.text('      a device that only core1 has: do it before the next line. Lost, started again and copied to');
  report.text('      from core2 ("failover sync core2"), core1 has it in "show failover orphans"');
  report.table([
    [`npm run demo -- --kill core1${dir}`, 'core1 is lost: watch core2 take over'],
    [`npm run demo -- --start core1${dir}`, 'it comes back, and serves nobody'],
    [`curl http://127.0.0.1:${core1.ports.client}/devices/count`, 'the application, through core1'],
    [`curl http://127.0.0.1:${core2.ports.client}/devices/count`, 'through core2: refused until it is active'],
    [`bin/understudy --root ${core1.root}`, 'the console of core1'],
  ]);
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
