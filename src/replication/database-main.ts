import { checkDatabase, settleDatabase } from './database-check.ts';
import type { DatabaseQuestion } from './database-question.ts';
import { compareDatabases } from './row-difference.ts';

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
  process.stdout.write(JSON.stringify(answer(JSON.parse(process.argv[2] ?? '') as DatabaseQuestion)));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
