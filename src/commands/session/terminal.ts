import type { TerminalStatus } from '../../control/terminal-shapes.ts';
import { countOf } from '../text/amount.ts';
import { labelledOf } from '../text/columns.ts';
import { silent, type Call, type Outcome } from '../declaration.ts';

/** `terminal length N`; 0 switches paging off. */
export const setLength = ({ session, values }: Call): Outcome => {
  session.pageLines = Number(values['lines'] ?? 0);
  return silent;
};

/** `terminal width N`; 0: as wide as the window. */
export const setWidth = ({ session, values }: Call): Outcome => {
  const columns = Number(values['columns'] ?? 0);
  session.width = columns === 0 ? undefined : columns;
  return silent;
};

/** `terminal history size N`, remembered for this account. */
export const setHistorySize = ({ session, values }: Call): Outcome => {
  session.resizeHistory(Number(values['lines'] ?? 0));
  return silent;
};

/** `terminal no WHAT`: back to what the window gives; no history at all. */
export const setBack = ({ session, values }: Call): Outcome => {
  if (values['what'] === 'length') session.pageLines = undefined;
  else if (values['what'] === 'width') session.width = undefined;
  else session.resizeHistory(0);
  return silent;
};

const statusOf = ({ session }: Call): TerminalStatus => {
  const { isTTY, columns, rows } = process.stdout;
  return {
    type: process.env['TERM'] ?? '',
    columns: isTTY ? columns : null,
    rows: isTTY ? rows : null,
    width: session.width ?? null,
    length: session.pageLines ?? null,
    plain: session.isPlain,
    history: { size: session.historySize, lines: session.history.length },
  };
};

const pages = ({ length, rows }: TerminalStatus): string => {
  if (length === 0) return 'none ("terminal length 0")';
  if (length !== null) return `of ${length} lines`;
  return rows === null ? 'none: there is no terminal' : `as high as the window, ${rows} lines`;
};

const widths = ({ width, columns, plain }: TerminalStatus): string => {
  if (width !== null) return `broken at ${width} columns`;
  if (plain) return 'not broken: driven by a program';
  return columns === null ? 'in one piece: there is no terminal' : `as wide as the window, ${columns} columns`;
};

const historyOf = ({ size, lines }: TerminalStatus['history']): string =>
  size === 0 ? 'no line is remembered' : `${countOf(lines, 'line')} of at most ${size}`;

/** `show terminal`. */
export const showTerminal = (call: Call): Outcome => {
  const status = statusOf(call);
  return {
    data: status,
    text: () =>
      labelledOf([
        ['Type', status.type === '' ? 'unknown' : status.type],
        ['Pages', pages(status)],
        ['Text', widths(status)],
        ['History', historyOf(status.history)],
      ]).join('\n'),
  };
};
