import type { UnitStatus } from './systemd.ts';

/** How it ended by itself; completes "Service NAME …". */
export const endOf = ({ result, exitKind, exitStatus }: UnitStatus): string => {
  if (result === 'exit-code') return `ended with exit status ${exitStatus}`;
  if (exitKind === 2 || exitKind === 3) return `was killed by signal ${exitStatus}`;
  return result === 'success' ? 'was stopped, and not by Understudy' : `failed (${result})`;
};

/** What keeps a unit from being started at all, and what to do about it; null when nothing does. */
export const unitFault = ({ unit, id, load }: UnitStatus): { sentence: string; remedy: string } | null => {
  const fault = (sentence: string, remedy: string) => ({ sentence: `${unit} ${sentence}`, remedy });
  switch (load) {
    case 'loaded':
      if (id === unit) return null;
      return fault(`is another name of ${id}`, `name that: "unit ${id}"`);
    case 'not-found':
      return fault('does not exist on this host', 'install the application, or correct the name');
    case 'masked':
      return fault('is masked on this host', `unmask it: "systemctl unmask ${unit}"`);
    default:
      return fault(`cannot be loaded (${load})`, `"systemctl status ${unit}" on the host says why`);
  }
};
