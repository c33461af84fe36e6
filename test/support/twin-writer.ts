import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

/**
 * An application that writes without a pause until it is told to stop: `node twin-writer.ts DATABASE`. Each transaction
 * adds a row to `devices` and one to `twins`, so that a copy of two instants would not agree with itself.
 */
const db = new DatabaseSync(process.argv[2]!, { timeout: 20_000 });
db.exec('PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS twins (a)');
const stop = new AbortController();
void once(process.stdin, 'end').then(() => stop.abort());
process.stdin.resume();
for (let written = 0; !stop.signal.aborted; written++) {
  db.exec("BEGIN IMMEDIATE; INSERT INTO twins VALUES (1); INSERT INTO devices (name) VALUES ('twin'); COMMIT");
  if (written === 0) process.stdout.write('writing\n');
  await turn();
}
db.close();
