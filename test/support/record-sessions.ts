/**
 * Records sessions of a page anew, in front of a real worker: `node test/support/record-sessions.ts PAGE ROOT STATE…`. Then
 * `RECORD=1 npm test -- transcript -- docs` writes what is answered into the page.
 */
import { rootAt } from '../../src/control/root.ts';
import { play, sessionsIn, stepsOf } from './documented-session.ts';
import { openDocumented } from './documented-terminal.ts';
import { recordFrom } from './tape.ts';

const [page = '', root = '/', ...states] = process.argv.slice(2);

/** Both servers of the demo are on loopback; each of two real ones has an address of its own, and SSH on port 22. */
const withAddresses = (text: string): string =>
  text
    .replace(/(core(\d)\b[^"]{0,120}?)127\.0\.0\.1( port |:)\d+/g, (_, before: string, server: string, port: string) =>
      [before, '192.0.2.', server, port, '22'].join(''),
    )
    .replace(/(-> core(\d): find the address",[^}]*)127\.0\.0\.1/g, (_, before: string, server: string) =>
      [before, '192.0.2.', server].join(''),
    )
    .replace(/port \d{5} answers/g, 'port 22 answers');

/** What belongs to the machine of the recording, and not to a server that anybody has. */
const hide = (text: string): string =>
  withAddresses(withAddresses(text))
    .replaceAll(`${root}/srv`, '/srv')
    .replace(/\/[^" ]*\/node-linux-[^" ]*\/bin\/node/g, '/usr/bin/node')
    .replace(/(?<=[" ])\/[^" ]*\/(examples|build)\/[^" ]*\/([\w-]+)\/server\.js/g, '/usr/lib/$2/server.js');

for (const { state, rows } of sessionsIn(page).filter((session) => states.includes(session.state))) {
  const recorder = await recordFrom(rootAt(root));
  const steps = stepsOf(rows);
  const { terminal, close } = await openDocumented(recorder.root, steps[0]?.prompt === '$ ');
  try {
    process.stdout.write(`${(await play(terminal, steps, 'understudy')).join('\n')}\n`);
    await recorder.stop(state, hide);
  } finally {
    await close();
  }
}
