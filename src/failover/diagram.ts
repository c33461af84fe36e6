import type { Phase } from './node.ts';
import type { Chapter, Row, Target } from './row.ts';

const titles: Readonly<Record<Chapter, string>> = {
  start: 'Start',
  steady: 'Steady state',
  failover: 'Failover',
  operator: 'Operator',
  recovery: 'Recovery',
};

const targetsOf = (to: Target, from: Phase): readonly Phase[] => {
  if (to === 'stay') return [from];
  return to === 'standbyOrEmpty' ? ['standby', 'standbyEmpty'] : [to];
};

/** One arrow for each pair of phases, with every row that draws it. */
const arrowsOf = (rows: readonly Row[]): string[] => {
  const labels = new Map<string, string[]>();
  for (const { from, to, id, on } of rows) {
    for (const source of from) {
      for (const target of targetsOf(to, source)) {
        const arrow = `${source} --> ${target}`;
        labels.set(arrow, [...(labels.get(arrow) ?? []), `${id} ${on.join(' / ')}`]);
      }
    }
  }
  return [...labels].map(([arrow, texts]) => `  ${arrow}: ${texts.join('<br/>')}`);
};

/** The transition table as Mermaid state diagrams in Markdown, one for each chapter, with a list of the rows below each. */
export const mermaidOf = (rows: readonly Row[]): string =>
  (Object.keys(titles) as Chapter[])
    .map((chapter) => {
      const own = rows.filter(({ phase }) => phase === chapter);
      const list = own.map(({ id, on, guards, actions }) => {
        const conditions = guards.map(({ name }) => name).join('; ');
        return `| ${id} | ${on.join(', ')} | ${conditions} | ${actions.join(', ')} |`;
      });
      return [
        `## ${titles[chapter]}`,
        '',
        '```mermaid',
        'stateDiagram-v2',
        ...arrowsOf(own),
        '```',
        '',
        '| row | on | if | actions |',
        '|---|---|---|---|',
        ...list,
        '',
      ].join('\n');
    })
    .join('\n');
