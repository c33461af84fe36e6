import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { follow } from '../lab/program.ts';
import { clientPort } from './application.ts';

/** From one instant to another, of `nowMs`. */
interface Span {
  readonly who: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Seen {
  readonly atMs: number;
  readonly hasAddress?: boolean;
  readonly answered?: true;
}

const program = fileURLToPath(new URL('watcher-program.ts', import.meta.url));
const onHost = '/root/watcher.mts';
const runtime = '/usr/lib/understudy/runtime/node';
/** A client on the switch gives up soon and tries again; one on a host waits to the end, whatever stops there. */
const patience = { onSwitch: '300', onHost: '60000' };
/** Answers less than this apart are of one span. */
const apartMs = 1000;

/** The clock of the watchers. */
export const nowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

const joined = (who: string, instants: readonly number[]): Span[] => {
  const spans: Span[] = [];
  for (const atMs of instants) {
    const last = spans.at(-1);
    if (last !== undefined && atMs - last.toMs < apartMs) spans[spans.length - 1] = { ...last, toMs: atMs };
    else spans.push({ who, fromMs: atMs, toMs: atMs });
  }
  return spans;
};

/** One for each unbroken series of looks that saw it. */
const addressSpans = (who: string, all: readonly Seen[]): Span[] => {
  const spans: Span[] = [];
  let isOpen = false;
  for (const { atMs, hasAddress } of all) {
    if (hasAddress === undefined) continue;
    const last = spans.at(-1);
    if (hasAddress && isOpen && last !== undefined) spans[spans.length - 1] = { ...last, toMs: atMs };
    else if (hasAddress) spans.push({ who, fromMs: atMs, toMs: atMs });
    isOpen = hasAddress;
  }
  return spans;
};

const print = ({ who, fromMs, toMs }: Span, firstMs: number): string =>
  `${who} ${fromMs - firstMs}..${toMs - firstMs} ms`;

interface Violation {
  /** Of the two spans, however long they become. */
  readonly id: string;
  readonly words: string;
}

/** Pairs of spans of different hosts that overlap. */
const overlaps = (what: string, spans: readonly Span[]): Violation[] => {
  const firstMs = Math.min(...spans.map(({ fromMs }) => fromMs));
  return spans.flatMap((one, index) =>
    spans
      .slice(index + 1)
      .filter(({ who, fromMs, toMs }) => who !== one.who && fromMs <= one.toMs && one.fromMs <= toMs)
      .map((other) => ({
        id: `${what} ${one.who} ${one.fromMs} ${other.who} ${other.fromMs}`,
        words: `${what}: ${print(one, firstMs)}, and ${print(other, firstMs)}`,
      })),
  );
};

/**
 * Looks every few milliseconds who has the virtual address and who answers clients: on each host, which sees it also while
 * nobody else does, and on the switch, where the clients are.
 */
export class Watcher {
  readonly #address: string;
  readonly #seen = new Map<string, Seen[]>();
  readonly #over = new AbortController();
  readonly #following: Promise<void>[] = [];
  readonly #told = new Set<string>();

  constructor(address: string) {
    this.#address = address;
  }

  /** On the switch. */
  onSwitch(lab: Lab): void {
    const url = `http://${this.#address}:${clientPort}/health`;
    const argv = [process.execPath, program, this.#address, url, patience.onSwitch];
    this.#follow('clients', lab.follow(argv, this.#over.signal));
  }

  /** Until the host's power is cut. */
  on(host: Host): void {
    host.write(onHost, readFileSync(program, 'utf8'));
    const url = `http://${host.address}:${clientPort}/health`;
    const argv = [...host.door, runtime, onHost, this.#address, url, patience.onHost];
    this.#follow(host.name, follow(argv, this.#over.signal));
  }

  /** Never two at a time: what was seen against that since it was asked last, in words. */
  newViolations(): string[] {
    const all = this.#violations.filter((one) => !this.#told.has(one.id));
    for (const { id } of all) this.#told.add(id);
    return all.map(({ words }) => words);
  }

  get #violations(): Violation[] {
    const hosts = [...this.#seen].filter(([who]) => who !== 'clients');
    return [
      ...overlaps(
        'the address',
        hosts.flatMap(([who, all]) => addressSpans(who, all)),
      ),
      ...overlaps(
        'answers',
        hosts.flatMap(([who, all]) => joined(who, answersIn(all))),
      ),
    ];
  }

  /** How long no client on the switch was answered, at most, since then. */
  longestGapMs(sinceMs: number): number {
    const answers = answersIn(this.#seen.get('clients') ?? []).filter((atMs) => atMs >= sinceMs);
    const instants = [sinceMs, ...answers, nowMs()];
    return Math.max(...instants.slice(1).map((atMs, index) => atMs - (instants[index] ?? 0)));
  }

  /** When the host was last seen with the address, or answering. */
  lastMs(host: Host): { readonly address: number; readonly answer: number } {
    const all = this.#seen.get(host.name) ?? [];
    return { address: addressSpans(host.name, all).at(-1)?.toMs ?? 0, answer: answersIn(all).at(-1) ?? 0 };
  }

  async close(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#following);
  }

  #follow(who: string, lines: AsyncIterableIterator<string>): void {
    const all = this.#seen.get(who) ?? [];
    this.#seen.set(who, all);
    const take = async (): Promise<void> => {
      for await (const line of lines) all.push(JSON.parse(line) as Seen);
    };
    // Its end is that of the host, or of the test.
    this.#following.push(take().catch(() => undefined));
  }
}

const answersIn = (all: readonly Seen[]): number[] =>
  all.filter(({ answered }) => answered === true).map(({ atMs }) => atMs);
