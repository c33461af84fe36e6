import type { HistoryEvent } from '../../control/shapes.ts';

/** The operator's word for every phase (A1); that of a newer release is shown as it is. */
const words: Readonly<Record<string, string>> = {
  active: 'Active',
  standby: 'Standby',
  standbyEmpty: 'Standby',
  suspect: 'Standby',
  vetting: 'Standby',
  held: 'Standby',
  promoting: 'Standby',
  hold: 'Not Available',
  fenced: 'Not Available',
  resync: 'Not Available',
};

/** The operator's word, and the phase behind it where that is finer: `Active`, `Not Available (fenced)`. */
export const phaseWords = (phase: string): string => {
  const word = words[phase];
  if (word === undefined) return phase;
  return word.toLowerCase() === phase ? word : `${word} (${phase})`;
};

/** `Standby (suspect) -> Standby (held)`; one of them where nothing has changed. */
export const changeOf = ({ from, to }: HistoryEvent): string =>
  from === to ? phaseWords(to) : `${phaseWords(from)} -> ${phaseWords(to)}`;
