import { reasonOf, UnderstudyError } from '../error.ts';
import type { TestStep } from './protocol.ts';

/** The steps of one part of Test Connection, in order, each with its direction before its name. */
export class TestSteps {
  readonly list: TestStep[] = [];
  readonly #direction: string;

  constructor(direction: string) {
    this.#direction = direction;
  }

  get areOk(): boolean {
    return this.list.every(({ ok }) => ok);
  }

  passed(name: string, detail: string): void {
    this.#add(name, detail, true, false);
  }

  /** True when it did what its name says; its answer is the detail. What it throws says what failed, and what to do. */
  async try(name: string, step: () => string | Promise<string>): Promise<boolean> {
    try {
      this.passed(name, await step());
      return true;
    } catch (error) {
      const hint = error instanceof UnderstudyError ? error.hint : undefined;
      const unreachable = error instanceof UnderstudyError && error.code === 'peer';
      this.#add(name, hint === undefined ? reasonOf(error) : `${reasonOf(error)}; ${hint}`, false, unreachable);
      return false;
    }
  }

  #add(name: string, detail: string, ok: boolean, unreachable: boolean): void {
    this.list.push({ name: `${this.#direction}: ${name}`, ok, detail, unreachable });
  }
}
