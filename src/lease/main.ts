import { join, resolve } from 'node:path';
import { monotonicMs, type LeaseOrder, type LeaseReport } from '../host/lease-protocol.ts';
import { ServiceManager } from '../host/notify.ts';
import { virtualAddressPort } from '../host/virtual-address.ts';
import { commandLine } from './command-line.ts';
import { Holder } from './holder.ts';
import { WorkerLine } from './worker-line.ts';

const actEveryMs = 250;

const program = commandLine()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const root = resolve(program.opts<{ root: string }>().root);

/** journald reads the level from the prefix. */
const sentenceOf = ({ address, interface: device, held, reason }: LeaseReport): string =>
  held ? `<6>${address} is on ${device}` : `<4>${address} is not on ${device}: ${reason ?? 'no reason is known'}`;
// Nobody may read it any more: no reason to end.
process.stderr.on('error', () => undefined);

const manager = new ServiceManager();
const holder: Holder = new Holder({
  port: virtualAddressPort,
  nowMs: monotonicMs,
  report: (report) => {
    process.stderr.write(`${sentenceOf(report)}\n`);
    line.tell(report);
  },
});

/** Every grant is answered: so the worker knows that somebody is there. */
const obey = (order: LeaseOrder): void => {
  if (order.type === 'grant') holder.grant(order);
  else holder.release();
  if (holder.report !== undefined) line.tell(holder.report);
  void holder.act();
};
const line = new WorkerLine({
  socketPath: join(root, 'run/understudy/private/lease.sock'),
  onOrder: obey,
  onLost: () => obey({ type: 'release' }),
});

/** Systemd hears of it when everything that was due is done: a program that hangs is no sign of life. */
const round = async (): Promise<void> => {
  await holder.act();
  manager.feedWatchdog();
};

line.open();
manager.ready();
const rounds = setInterval(() => void round(), actEveryMs);

const stop = (): void => {
  manager.stopping();
  clearInterval(rounds);
  line.close();
  holder.release();
  void holder.act().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
