import type { Glance } from './glance.ts';
import type { Standing } from './session.ts';

const modes = { primary: 'pri', secondary: 'sec' } as const;
const states = { active: 'act', standby: 'stby', notAvailable: 'na' } as const;

/** `core1/pri/act`; `core1` alone while it is not paired; `?` for what is not known. */
const placeOf = ({ host, mode, state }: Glance): string => {
  const [name = host] = /^[\d.]+$|:/.test(host) ? [host] : host.split('.');
  if (mode === null) return state === null ? `${name}/?` : name;
  return `${name}/${modes[mode]}/${state === null ? '?' : states[state]}`;
};

/** The prompt: who this is, what role it has, and what may be typed here. */
export const promptOf = (glance: Glance, { mode, privileged }: Standing): string =>
  `${placeOf(glance)}${mode === 'config' ? '(config)' : ''}${privileged ? '# ' : '> '}`;
