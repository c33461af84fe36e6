import type { ConfigSource } from '../../control/config-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';

const merge = async ({ client }: Call, source: ConfigSource): Promise<Outcome> =>
  outcomeOf(await client.mergeConfig(source));

const toFile = async ({ client, values }: Call, source: ConfigSource): Promise<Outcome> =>
  outcomeOf(await client.copyConfig(source, values['file'] ?? ''));

/** `copy FILE running-config`. */
export const mergeFile = (call: Call): Promise<Outcome> =>
  merge(call, { kind: 'file', name: call.values['file'] ?? '' });

/** `copy startup-config running-config`. */
export const mergeStartup = (call: Call): Promise<Outcome> => merge(call, { kind: 'startup' });

/** `copy running-config FILE`, secrets masked. */
export const runningToFile = (call: Call): Promise<Outcome> => toFile(call, { kind: 'running' });

/** `copy startup-config FILE`, secrets masked. */
export const startupToFile = (call: Call): Promise<Outcome> => toFile(call, { kind: 'startup' });
