import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execPlace } from '../../src/commands/exec-place.ts';
import { catalog } from '../../src/commands/catalog.ts';
import { helpLines } from '../../src/console/help/help.ts';
import { noNames } from '../../src/control/session-shapes.ts';
import { followers, isOneShot } from '../support/command-paths.ts';
import { FakeControl } from '../support/fake-control.ts';
import { run } from '../support/run.ts';
import { consoleProgram, Terminal } from '../support/terminal.ts';

const shells = {
  bash: { program: '/bin/bash', file: 'completions/understudy.bash' },
  zsh: { program: '/usr/bin/zsh', file: 'completions/_understudy' },
  fish: { program: '/usr/bin/fish', file: 'completions/understudy.fish' },
} as const;
type Shell = keyof typeof shells;
const names = Object.keys(shells) as Shell[];

/** What cannot be tried is a failure, and says what to do. */
const demand = (shell: Shell): void => {
  if (!existsSync(shells[shell].program))
    throw new Error(`${shell} is not installed here, so its completion was NOT tried: apt-get install ${shell}`);
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-completion-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Programs that complete every line of a file, and print for each what they offer. */
const askEvery: Readonly<Record<Shell, string>> = {
  bash: `source $1
    while IFS= read -r path; do
      COMP_LINE="understudy $path\${path:+ }" COMP_POINT=\${#COMP_LINE} COMP_WORDS=(understudy $path '') COMPREPLY=()
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _understudy
      echo "$path:\${COMPREPLY[*]}"
    done < $2`,
  zsh: `typeset -A compstate; words=(understudy '') CURRENT=2 PREFIX=''
    _describe() { local row; for row in "\${(@P)@[-1]}"; do print -n -- "\${row%%:*} "; done }
    source $1 >/dev/null
    while IFS= read -r line; do
      words=(understudy \${=line} '') CURRENT=$#words
      print -n -- "$line:"; _understudy; print
    done < $2`,
  fish: `source $argv[1]
    while read line
      printf '%s:%s\\n' "$line" (complete -C (string trim -- "understudy $line")" " | string split -f 1 \\t | string join ' ')
    end < $argv[2]`,
};

describe('console 56: the same commands everywhere', () => {
  const expected = followers(isOneShot);
  const everyPath = [...expected.keys()];
  const offers = async (shell: Shell): Promise<[string, readonly string[]][]> => {
    demand(shell);
    const { program, file } = shells[shell];
    const paths = join(folder, `${shell}-paths`);
    await writeFile(paths, `${everyPath.join('\n')}\n`);
    const script = join(folder, `${shell}-script`);
    await writeFile(script, askEvery[shell]);
    const noConfig = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell];
    const { out, err } = await run(program, [...noConfig, script, file, paths]);
    expect(err).toBe('');
    return out
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [path = '', all = ''] = line.split(':');
        return [
          path,
          all
            .split(' ')
            .filter((name) => name !== '')
            .sort(),
        ];
      });
  };

  test.each(names)('%s completes at every place what may stand there', async (shell) => {
    expect(everyPath.length).toBeGreaterThan(40);
    expect(new Map(await offers(shell))).toEqual(expected);
  });

  test('a question mark lists at every place what may stand there', () => {
    const place = execPlace(catalog.filter(isOneShot));
    const listed = everyPath.map((path): [string, readonly string[]] => {
      const rows = helpLines(place, path === '' ? '' : `${path} `, { names: noNames });
      const words = rows.map((row) => row.trim().split(/\s+/)[0] ?? '');
      return [path, words.filter((word) => /^[a-z0-9]/.test(word)).sort()];
    });
    expect(new Map(listed)).toEqual(expected);
  });

  test('the man page has every command and no other', async () => {
    const text = await readFile('man/understudy.1', 'utf8');
    const commands = /^\.SH COMMANDS\n(.*?)^\.SH /ms.exec(text)?.[1] ?? '';
    let depth = 0;
    const tags = commands.split('\n').flatMap((line, i, lines) => {
      if (line === '.RS') depth += 1;
      if (line === '.RE') depth -= 1;
      return line === '.TP' && depth === 0 ? [lines[i + 1] ?? ''] : [];
    });
    const plain = tags.map((tag) => tag.replace(/\\f[A-Z]/g, '').replaceAll('\\-', '-'));
    const usages = catalog.map(({ words, parameters = [], repeats }) =>
      [
        words,
        ...parameters.map(({ form, optional }) => (optional ? `[${form}]` : form)),
        ...(repeats === undefined ? [] : [repeats, 'COMMAND']),
      ].join(' '),
    );
    expect(plain.map((tag) => tag.replace(/\\\[u2026\]/g, '…'))).toEqual(usages);
  });
});

describe('at a real prompt of the shell', () => {
  let worker: FakeControl;
  let terminal: Terminal | undefined;
  beforeAll(async () => {
    worker = await FakeControl.start();
    const launcher = join(folder, 'understudy');
    await writeFile(launcher, `#!/bin/sh\nexec '${process.execPath}' '${consoleProgram}' "$@"\n`);
    await chmod(launcher, 0o755);
  });
  afterEach(() => terminal?.stop());
  afterAll(() => worker.stop());

  const begin: Readonly<Record<Shell, readonly string[]>> = {
    bash: ['--norc', '--noprofile', '-i'],
    zsh: ['-f', '-i'],
    // Its title would be an escape sequence that the screen does not know.
    fish: ['--no-config', '-C', 'function fish_title; end; set fish_autosuggestion_enabled 0', '-i'],
  };
  const setUp: Readonly<Record<Shell, string>> = {
    bash: 'PS1="$ "; source completions/understudy.bash',
    zsh: 'PS1="$ "; fpath=($PWD/completions $fpath); autoload -U compinit; compinit -u -D',
    fish: "function fish_prompt; echo -n '$ '; end; source completions/understudy.fish",
  };

  const open = async (shell: Shell): Promise<Terminal> => {
    demand(shell);
    terminal = Terminal.startProgram([shells[shell].program, ...begin[shell]], {
      columns: 200,
      env: {
        TERM: 'ansi',
        HOME: folder,
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        UNDERSTUDY_ROOT: worker.root.path,
      },
    });
    await terminal.shows({ test: (text) => text !== '' });
    terminal.type(`${setUp[shell]}\r`);
    await terminal.isAt('$ ');
    return terminal;
  };

  /** Types at an empty prompt, and waits for the line that Tab makes of it. */
  const complete = async (at: Terminal, keys: string, line: string): Promise<void> => {
    await at.isAt('$ ');
    at.type(`${keys}\t`);
    await at.shows({ test: () => at.screen.current.trimEnd() === `$ ${line}` });
    at.type('\u0015');
  };

  test.each(names)('%s completes words, abbreviations before them, options and whole lines', async (shell) => {
    const at = await open(shell);
    await complete(at, 'understudy sh fail hi', 'understudy sh fail history');
    await complete(at, 'understudy SHOW ver', 'understudy SHOW version');
    await complete(at, 'understudy show version --js', 'understudy show version --json');
    // For bash a bar is one, also in quotes of its own.
    if (shell !== 'bash') await complete(at, "understudy show version '|' inc", "understudy show version '|' include");
    await complete(at, "understudy 'show version | inc", "understudy 'show version | include'");
    await complete(at, "understudy -c 'show vers", "understudy -c 'show version'");
    await complete(at, 'understudy-setup --dry', 'understudy-setup --dry-run');
    await complete(at, 'understudy-setup --answers package-l', 'understudy-setup --answers package-lock.json');
    await complete(at, 'understudyd --ro', 'understudyd --root');
  });

  test.each(names)('%s completes the names that the worker knows now', async (shell) => {
    const at = await open(shell);
    await complete(at, 'understudy failover sync ', 'understudy failover sync core1');
    await complete(at, 'understudy serv reg', 'understudy serv registry');
  });
});
