import type { Call } from '../control/call.ts';
import type { Health, HealthPagesStatus, PortalPlan } from '../control/portal-shapes.ts';
import { rootAt, type Root } from '../control/root.ts';
import { exchange, follow } from '../control/transport.ts';

const reportTimeoutMs = 5000;

/** All that the portal asks and tells the worker: through the socket that is open to everybody, and as nobody special. */
export class WorkerLink {
  readonly #root: Root;

  constructor(root: string) {
    this.#root = rootAt(root);
  }

  async health(signal: AbortSignal): Promise<Health> {
    return (await exchange({ ...this.#call('GET', '/health'), signal })) as Health;
  }

  /** What to serve, again after each change; ends or throws when the worker does. */
  plans(signal: AbortSignal): AsyncGenerator<PortalPlan> {
    return follow({ ...this.#call('GET', '/portal'), signal }) as AsyncGenerator<PortalPlan>;
  }

  async report(status: HealthPagesStatus, signal: AbortSignal): Promise<void> {
    const { listening, faults } = status;
    await exchange({
      ...this.#call('POST', '/portal'),
      body: { listening, faults },
      timeoutMs: reportTimeoutMs,
      signal,
    });
  }

  #call(method: Call['method'], path: string): Call {
    return { root: this.#root, socket: this.#root.controlSocket, method, path, timeoutMs: 0 };
  }
}
