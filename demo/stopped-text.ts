import type { FoundProcess } from './processes.ts';

interface Running {
  readonly name: string;
  readonly processes: readonly FoundProcess[];
}

const programsOf = ({ name, processes }: Running): string =>
  `${name} (${[...new Set(processes.map((process) => process.name))].join(', ')})`;

/** What of the pair runs now and is about to be stopped. */
export const stoppedText = (servers: readonly Running[]): string => {
  const running = servers.filter(({ processes }) => processes.length > 0);
  return running.length === 0 ? 'Nothing of the pair was running.' : `Stopped: ${running.map(programsOf).join('; ')}.`;
};
