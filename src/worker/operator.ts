import { UnderstudyError } from '../error.ts';
import type { ServiceDetail } from '../control/host-shapes.ts';
import type { Answer } from '../control/shapes.ts';
import { takeoverDoubts, type TakeoverDoubts } from '../failover/takeover-doubts.ts';
import type { ProtectedService } from '../host/protected-service.ts';
import { answeredPeerOf } from './peer/answered-peer.ts';
import { serviceDetailOf } from './reports/service-report.ts';
import type { Worker } from './worker.ts';

const schedulerNote =
  'The replication scheduler is not restarted: "failover sync HOST" replicates now, "write memory" schedules it again.';

/** What an operator tells the worker to do: the commands of requirements B. */
export class Operator {
  readonly #worker: Worker;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  async mode(mode: 'primary' | 'secondary'): Promise<Answer> {
    return mode === 'primary' ? this.#primary() : this.#secondary();
  }

  /** What becoming Primary would mean now; the other server is asked where that is not known already (B1). */
  async takeoverDoubts(): Promise<TakeoverDoubts> {
    const { engine, copies, config } = this.#worker;
    const copyAgeMs = copies.newestMadeAtMs === null ? null : Math.max(0, Date.now() - copies.newestMadeAtMs);
    const isActive = engine.node.phase === 'active';
    const peer = isActive ? null : await answeredPeerOf(this.#worker);
    return takeoverDoubts(engine.node, {
      peer,
      highAvailability: config.highAvailability === 'enable',
      copyAgeMs,
      isPaired: config.peer !== undefined,
      hasServices: Object.keys(config.services).length > 0,
    });
  }

  /** B4, B5. */
  async clientConnection(wanted: 'enable' | 'disable'): Promise<Answer> {
    const { state } = this.#worker;
    const now = wanted === 'enable' ? 'enabled' : 'disabled';
    const changed = state.state.clientConnection !== now;
    if (changed) await state.update({ clientConnection: now });
    await this.#worker.stage.setGate();
    const open = this.#worker.gate.openConnections;
    const message =
      wanted === 'enable'
        ? `Client connections are ${changed ? '' : 'already '}enabled`
        : `New client connections are ${changed ? '' : 'already '}refused; ${open} open ${open === 1 ? 'connection goes' : 'connections go'} on`;
    return { message, changed, warnings: [] };
  }

  /** B6. */
  async service(
    name: string,
    action: 'start' | 'stop' | 'restart' | 'status',
  ): Promise<Answer & { service: ServiceDetail }> {
    const { services, engine, syncs } = this.#worker;
    const service = services.byName(name);
    const warnings: string[] = [];
    if (action !== 'status' && action !== 'stop' && syncs.isBusy) {
      throw new UnderstudyError('refused', `Service ${name} is not started while a copy is fetched or put in place`, {
        hint: 'wait for it: "show failover sync"',
      });
    }
    const stopped = action === 'stop' || action === 'restart' ? await service.stop() : false;
    const started = action === 'start' || action === 'restart' ? await this.#start(service) : false;
    if (started && engine.node.phase !== 'active') {
      warnings.push(
        'this server is not active: the service runs for a check only, and the next synchronization stops it and overwrites what it writes',
      );
    }
    if (stopped && !started && engine.node.phase === 'active')
      warnings.push('this server is active: its clients are not served while the service is stopped');
    const view = service.view();
    return {
      message: `Service ${name} is ${view.state}`,
      changed: stopped || started,
      warnings,
      service: serviceDetailOf(this.#worker, view, true),
    };
  }

  /** Where services run it is tried again and again; what was started for a check only is not. */
  async #start(service: ProtectedService): Promise<boolean> {
    try {
      return await service.start();
    } catch (error) {
      if (this.#worker.engine.node.phase !== 'active') await service.stop();
      throw error;
    }
  }

  async cancelSync(): Promise<Answer> {
    const { running } = this.#worker.syncs;
    if (running === null) return { message: 'No synchronization is running', changed: false, warnings: [] };
    await this.#worker.syncs.abort('cancelled by the operator');
    return {
      message: `The synchronization with ${running.host} is cancelled; the last complete copy is in place`,
      changed: true,
      warnings: [],
    };
  }

  /** B1: refused by nothing. */
  async #primary(): Promise<Answer> {
    const { engine } = this.#worker;
    const { servedBy, takesFrom, data } = await this.takeoverDoubts();
    const warnings = [...takesFrom, ...data];
    const { row } = await engine.dispatch({
      type: 'operatorPrimary',
      by: 'the operator',
      told: warnings,
      ...(servedBy === null ? {} : { takesFrom: servedBy }),
    });
    await engine.settled();
    const { node } = engine;
    if (node.phase !== 'active') {
      throw new UnderstudyError('failed', node.reason, { hint: 'mend that and type "failover mode primary" again' });
    }
    const message = (words: string): string => `This server is ${words}Primary (term ${node.term.counter}) and serves`;
    if (row !== null) return { message: message(''), changed: true, warnings };
    await this.#serveAgain();
    return { message: message('already '), changed: false, warnings: [] };
  }

  /** The same result each time: what was stopped by hand, or by a fault, runs again. */
  async #serveAgain(): Promise<void> {
    const { services, stage } = this.#worker;
    for (const { name } of services.views()) await services.byName(name).start();
    await stage.setGate();
  }

  /** B2. */
  async #secondary(): Promise<Answer> {
    const { engine, timetable } = this.#worker;
    if (engine.node.mode === 'secondary') this.#worker.stage.shut();
    if (engine.node.mode === 'secondary')
      return { message: 'This server is already Secondary', changed: false, warnings: [] };
    await engine.dispatch({ type: 'operatorSecondary', by: 'the operator' });
    await timetable.disarm();
    await engine.settled();
    return { message: `This server is Secondary and serves nobody. ${schedulerNote}`, changed: true, warnings: [] };
  }
}
