import { hostEntries, hostFieldKeys, hostFieldOf, hostFields, type HostFieldKey } from './host-field.ts';
import { behind, readValue, startsWith, wordsOf, type Words } from './line.ts';
import type { LineFault } from './lines.ts';
import { secretMask } from './secret-mask.ts';
import { StatementError } from './statement-error.ts';

/** What lines say of the host; what is absent stays, null takes away. */
export interface HostAnswers {
  readonly hostname?: string;
  readonly domain?: string | null;
  readonly defaultGateway?: string | null;
  readonly nameServers?: readonly string[];
  readonly timeZone?: string;
  readonly ntpServers?: readonly string[];
  /** By interface: `A.B.C.D/LEN`, `dhcp`, or null for no address. */
  readonly interfaces: Readonly<Record<string, string | null>>;
  readonly administrator?: { readonly name: string; readonly password: string };
}

export interface HostLines {
  readonly answers: HostAnswers;
  /** The lines for the configuration; where a line was about the host stands a comment, so that numbers stay right. */
  readonly rest: readonly string[];
  readonly faults: readonly LineFault[];
}

/** What `no` makes of a setting that may be taken away. */
const emptied: Partial<Record<HostFieldKey, unknown>> = {
  domain: null,
  defaultGateway: null,
  nameServers: [],
  ntpServers: [],
  timeZone: 'Etc/UTC',
};

const { interfaces: interfaceEntry, administrators } = hostEntries;
const { address } = interfaceEntry.parts;
const { password } = administrators.parts;
const taken = '!';

const first = (words: Words): Words => ({ ...words, tokens: words.tokens.slice(0, 1) });

/** Reads line after line; an `interface` goes on until a line that is none of its parts. */
class HostReader {
  answers: HostAnswers = { interfaces: {} };
  #interface: string | undefined;

  /** @returns what is left of the line for the configuration. @throws StatementError with the reason */
  take(line: string): string {
    if (/^\s*([!#].*)?$/.test(line)) return line;
    const all = wordsOf(line);
    const negated = /^(no|default)$/i.test(all.tokens[0]?.text ?? '');
    const words = negated ? behind(all, 1) : all;
    return this.#takePart(words, negated) ?? this.#takeStatement(line, words, negated);
  }

  #takePart(words: Words, negated: boolean): string | undefined {
    const name = this.#interface;
    if (name === undefined) return undefined;
    if (startsWith(words, ['shutdown']) && negated) return taken;
    if (startsWith(words, ['exit'])) {
      this.#interface = undefined;
      return taken;
    }
    if (!startsWith(words, address.words)) return undefined;
    const value = negated ? null : readValue(address.kind, `interface ${name} ip address`, behind(words, 2));
    this.answers = { ...this.answers, interfaces: { ...this.answers.interfaces, [name]: value } };
    return taken;
  }

  #takeStatement(line: string, words: Words, negated: boolean): string {
    this.#interface = undefined;
    if (startsWith(words, interfaceEntry.words)) {
      this.#interface = readValue(interfaceEntry.name, 'interface', behind(words, 1));
      return taken;
    }
    if (startsWith(words, administrators.words)) return this.#takeAdministrator(behind(words, 1), negated);
    const key = hostFieldKeys.find((one) => startsWith(words, hostFieldOf(one).words));
    if (key === undefined || (negated && emptied[key] === undefined)) return line;
    const field = hostFieldOf(key);
    const said = behind(words, field.words.length);
    const value = negated ? emptied[key] : readValue(field.kind, field.words.join(' '), said);
    this.answers = { ...this.answers, [key]: value };
    // The name is a setting of the configuration, too.
    return key === 'hostname' ? line : taken;
  }

  #takeAdministrator(words: Words, negated: boolean): string {
    if (negated)
      throw new StatementError('username: an account is removed with "deluser NAME" on the host', words.column);
    const name = readValue(administrators.name, 'username', first(words));
    const { administrator } = this.answers;
    if (administrator !== undefined && administrator.name !== name) {
      throw new StatementError(
        `username ${name}: one administrator is set up, and ${administrator.name} is it`,
        words.column,
      );
    }
    const part = behind(words, 1);
    if (!startsWith(part, password.words)) {
      throw new StatementError(`username ${name}: "secret PASSWORD" is missing`, part.column);
    }
    this.answers = { ...this.answers, administrator: { name, password: passwordIn(name, behind(part, 1)) } };
    return taken;
  }
}

/** Refusals do not repeat it. */
const passwordIn = (name: string, { tokens, column }: Words): string => {
  const what = `username ${name} secret`;
  if (tokens.length > 1) throw new StatementError(`${what}: a password with blanks has to stand in quotes`, column);
  try {
    return password.kind.parse(tokens[0]?.text ?? '');
  } catch (error) {
    throw new StatementError(`${what}: ${(error as Error).message}`, column);
  }
};

/** The lines that are about the host, taken out of lines in the console's language (G5). */
export const readHostLines = (lines: readonly string[]): HostLines => {
  const reader = new HostReader();
  const faults: LineFault[] = [];
  const rest = lines.map((line, i) => {
    try {
      return reader.take(line);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      faults.push({ line: i + 1, message: error.message });
      return taken;
    }
  });
  return { answers: reader.answers, rest, faults };
};

/** The lines that would say it, without a password. */
export const hostLinesOf = (answers: HostAnswers): string[] => [
  ...hostFieldKeys.flatMap((key) => {
    const value = answers[key];
    const { words, kind } = hostFields[key];
    if (value === undefined) return [];
    const isNone = value === null || (Array.isArray(value) && value.length === 0);
    return [isNone ? `no ${words.join(' ')}` : `${words.join(' ')} ${kind.print(value as never)}`];
  }),
  ...Object.entries(answers.interfaces).flatMap(([name, value]) => [
    `interface ${name}`,
    value === null ? ' no ip address' : ` ip address ${value}`,
  ]),
  ...(answers.administrator === undefined ? [] : [`username ${answers.administrator.name} secret ${secretMask}`]),
];
