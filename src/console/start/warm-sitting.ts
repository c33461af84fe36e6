import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { plain } from '../../commands/text/paint.ts';
import { ControlClient } from '../../control/client.ts';
import { rootAt } from '../../control/root.ts';
import type { SessionEvent } from '../../control/session-shapes.ts';
import { HistoryFile } from '../editing/history-file.ts';
import { Console } from '../sitting/interactive.ts';
import { Screen } from '../output/screen.ts';

/** No call of it is a second one, and no line to the worker stays open: neither can be kept in a snapshot. */
class PassingClient extends ControlClient {
  override until(): ControlClient {
    return new PassingClient(rootAt(this.root.path));
  }

  override async *sit(): AsyncGenerator<SessionEvent> {
    yield* [];
  }
}

/** Longer than a prompt waits for the worker: a timer that runs cannot be kept either. */
const settleMs = 1000;

/** A sitting at a terminal that is none, with what an operator begins with. */
export const warmSitting = async (path: string): Promise<void> => {
  const input = new PassThrough();
  const terminal = Object.assign(new PassThrough().resume(), { isTTY: true, columns: 80, rows: 24 });
  input.write('show \t\t?\u0015exit\r');
  await new Console({
    client: new PassingClient(rootAt(path)),
    input,
    screen: new Screen(terminal),
    historyFile: new HistoryFile(`${path}/history`),
    paint: () => Promise.resolve(plain),
    hasColours: true,
    isDriven: false,
    assumeYes: false,
  }).run();
  await wait(settleMs);
};
