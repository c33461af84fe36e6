import type { ValidationEvent, ValidationItem, ValidationReport } from '../../control/validation-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { isPolicy } from '../../failover/readiness.ts';
import { printAge } from '../../failover/sentence.ts';
import { readinessReportOf } from '../reports/readiness-report.ts';
import { connectionItems } from './connection.ts';
import { copyItems } from './copy.ts';
import { failed, failedBy, ok, withoutPeer, type PlanItem, type Subject } from './finding.ts';
import { likenessItems } from './likeness.ts';
import { noticeItems } from './notices.ts';
import { pageItems } from './pages.ts';
import { protectedItems } from './protected-items.ts';
import { savedItems } from './saved.ts';
import { serviceItems } from './services.ts';
import { witnessItems } from './witness.ts';
import type { Worker } from '../worker.ts';

const readiness: PlanItem['look'] = ({ worker, peer }) => {
  if (peer === null) return withoutPeer;
  const { blockers, candidate, heard } = readinessReportOf(worker);
  const said =
    heard === null
      ? ''
      : ` (by ${candidate ?? peer}'s last answer, ${printAge(Math.max(0, Date.now() - Date.parse(heard)))} ago)`;
  const first = blockers.find((blocker) => !isPolicy(blocker));
  if (first !== undefined) return failed(`${first.sentence}${said}`, first.remedy);
  const when = blockers.length === 0 ? '' : ' when an operator orders it: the policy is to keep in Standby';
  return ok(`nothing would keep ${candidate ?? peer} from taking over${when}${said}`);
};

const plan = (): readonly PlanItem[] => [
  ...connectionItems(),
  ...likenessItems,
  ...protectedItems,
  ...copyItems(),
  ...serviceItems,
  ...witnessItems,
  ...noticeItems,
  ...pageItems,
  ...savedItems,
  { name: 'readiness', look: readiness },
];

const subjectOf = async (worker: Worker): Promise<Subject> => {
  const peer = worker.config.peer ?? null;
  const answered = peer === null ? null : await worker.links.status(peer).catch(() => null);
  if (peer === null || answered === null) return { worker, peer, heard: null };
  const { status, clockDifferenceMs } = answered;
  worker.watch.heardFrom(status);
  return { worker, peer, heard: { peer, status, clockDifferenceMs } };
};

const reportOf = (subject: Subject, started: string, items: readonly ValidationItem[]): ValidationReport => {
  const numberOf = (result: ValidationItem['result']): number => items.filter((item) => item.result === result).length;
  const [bad, notTried] = [numberOf('failed'), numberOf('notTried')];
  const isValid = bad + notTried === 0;
  const { hostname } = subject.worker.config;
  const counts = `${numberOf('ok')} ok, ${bad} failed, ${notTried === 0 ? '' : `${notTried} not tried, `}${numberOf('notApplicable')} not applicable`;
  return {
    hostname,
    peer: subject.peer,
    started,
    completed: new Date().toISOString(),
    ok: isValid,
    message: isValid ? `The pair is valid, as ${hostname} sees it: ${counts}` : `The pair is NOT valid: ${counts}`,
    items,
  };
};

/** A line of history: that somebody validated the pair, and what came of it. */
const note = ({ history, logs, engine }: Worker, { message, items }: ValidationReport): void => {
  const bad = items.filter(({ result }) => result === 'failed').map(({ name }) => name);
  const sentence = `Validation: ${message}${bad.length === 0 ? '' : ` (${bad.join(', ')})`}`;
  const { term, phase } = engine.node;
  logs.availability.info(sentence);
  const at = new Date().toISOString();
  history.addEvent({ at, epoch: term.counter, row: null, from: phase, to: phase, sentence, seen: [] });
};

/** The whole validation plan (F7), one item after another; one at a time. */
export class Validation {
  readonly #worker: Worker;
  #isRunning = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** @throws UnderstudyError refused while another one runs */
  async *run(): AsyncGenerator<ValidationEvent> {
    if (this.#isRunning)
      throw new UnderstudyError('refused', 'The pair is being validated already', {
        hint: 'wait for the report, and try again',
      });
    this.#isRunning = true;
    try {
      const started = new Date().toISOString();
      const subject = await subjectOf(this.#worker);
      const items: ValidationItem[] = [];
      for (const { name, look } of plan()) {
        yield { type: 'checking', name };
        const finding = await Promise.resolve(look(subject)).catch(failedBy);
        const item = { number: items.length + 1, name, ...finding };
        items.push(item);
        yield { type: 'item', item };
      }
      const report = reportOf(subject, started, items);
      note(this.#worker, report);
      yield { type: 'done', report };
    } finally {
      this.#isRunning = false;
    }
  }
}
