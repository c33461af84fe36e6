import type { Glance } from './glance.ts';
import type { Standing } from '../lines/session.ts';

const modes = { primary: 'pri', secondary: 'sec' } as const;
const states = { active: 'act', standby: 'stby', notAvailable: 'na' } as const;

/** `core1/pri/act`; `core1` alone while it is not paired; `?` for what is not known. */
const placeOf = ({ host, mode, state }: Glance): string => {
  const [name = host] = /^[\d.]+$|:/.test(host) ? [host] : host.split('.');
  if (mode === null) return state === null ? `${name}/?` : name;
  return `${name}/${modes[mode]}/${state === null ? '?' : states[state]}`;
};

/** The prompt: who this is, what role it has, and what may be typed here. A program that drives the console sees it end in its mark. */
export const promptOf = (glance: Glance, { mode, privileged, block, isPlain }: Standing): string => {
  const within = mode === 'config' ? `(config${block === undefined ? '' : `-${block.words}`})` : '';
  return `${placeOf(glance)}${within}${privileged ? '#' : '>'}${isPlain === true ? '' : ' '}`;
};

/** Colours that bring their own background along, so that they are read on every terminal. */
const badges = {
  active: '\u001b[30;42m',
  standby: '\u001b[30;43m',
  notAvailable: '\u001b[1;37;41m',
} as const;
const noBadge = '\u001b[0m';

/**
 * The prompt with name and role on green where the server is active, on yellow where it stands by, on red where neither is
 * known to be so: nobody works on the wrong server. A server of its own has no role, and no colour.
 */
export const paintedPrompt = (glance: Glance, standing: Standing): string => {
  const prompt = promptOf(glance, standing);
  if (glance.mode === null && glance.state !== null) return prompt;
  const place = placeOf(glance);
  return `${badges[glance.state ?? 'notAvailable']}${place}${noBadge}${prompt.slice(place.length)}`;
};
