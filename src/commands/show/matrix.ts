import type { MatrixReport, MatrixServer, PairFit } from '../../control/pairing-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { sizeOf } from '../text/amount.ts';
import { columnsOf } from '../text/columns.ts';
import type { Paint } from '../text/paint.ts';

const cellOf = (fits: boolean, isThisPair: boolean): string =>
  isThisPair ? `[${fits ? 'Y' : 'N'}]` : fits ? 'Y' : 'N';

const tableOf = ({ types, rows, pair }: MatrixReport): string[] => {
  const isPair = (primary: string, secondary: string): boolean =>
    pair?.rule === 'matrix' && pair.primary.type === primary && pair.secondary.type === secondary;
  return columnsOf([
    ['Primary', ...types.map((type) => type.toUpperCase())],
    ...rows.map(({ primary, secondaries }) => [
      primary.toUpperCase(),
      ...types.map((type) => cellOf(secondaries.includes(type), isPair(primary, type))),
    ]),
  ]);
};

const serverRow = (role: string, { hostname, type, cpus, memoryBytes, diskBytes }: MatrixServer): string[] => [
  role,
  hostname,
  type === null ? 'no type' : `type ${type.toUpperCase()}`,
  `${cpus} ${cpus === 1 ? 'processor' : 'processors'}`,
  `${sizeOf(memoryBytes)} memory`,
  `${sizeOf(diskBytes)} disk`,
];

const verdictOf = ({ primary, secondary, fits, accepted, reasons, rule }: PairFit, paint: Paint): string => {
  const by = rule === 'matrix' ? 'by the matrix' : 'by processors, memory and disk';
  if (fits) return paint.good(`${secondary.hostname} may back ${primary.hostname}, ${by}`);
  const sentence = `${secondary.hostname} may not back ${primary.hostname}: ${reasons.join('; ')}`;
  return accepted ? paint.warn(`${sentence}. It is accepted by the configuration.`) : paint.bad(sentence);
};

const pairLines = ({ pair, own }: MatrixReport, paint: Paint): string[] =>
  pair === null
    ? [...columnsOf([serverRow('Here', own)]), 'The other server is not known yet.']
    : [
        ...columnsOf([serverRow('Primary', pair.primary), serverRow('Secondary', pair.secondary)]),
        verdictOf(pair, paint),
      ];

/** `show failover matrix`: which types may back which, and this pair's place in it (E9). */
export const showMatrix = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.matrix();
  return {
    data,
    text: (paint) =>
      [
        paint.strong('Which Secondary (column) may back which Primary (row)'),
        ...tableOf(data),
        'Servers without a type ("server-type"): not fewer processors, not less memory and disk, to 5 %.',
        '',
        ...pairLines(data, paint),
      ].join('\n'),
  };
};
