import { lstatSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { checkDatabase, settleDatabase } from './database-check.ts';
import type { DatabaseQuestion } from './database-question.ts';
import { compareDatabases } from './row-difference.ts';

/**
 * A live database lies in a folder of the application's account, which may put a link to any other in its place at any
 * moment. So it is opened as its owner, never as root.
 */
const becomeOwner = (path: string): void => {
  const { uid, gid } = lstatSync(path);
  if (process.geteuid?.() !== 0 || uid === 0) return;
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
};

const prepare = ({ ask, path }: DatabaseQuestion): void => {
  // A takeover waits for this one; the others may take long, and the application of this server comes first.
  if (ask === 'settle') becomeOwner(path);
  else setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
};

const answer = (question: DatabaseQuestion): unknown => {
  switch (question.ask) {
    case 'check':
      return checkDatabase(question);
    case 'settle':
      return settleDatabase(question.path);
    case 'compare':
      return compareDatabases(question.path, question.other);
  }
};

try {
  const question = JSON.parse(process.argv[2] ?? '') as DatabaseQuestion;
  prepare(question);
  process.stdout.write(JSON.stringify(answer(question)));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
