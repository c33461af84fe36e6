import type { ConfigReplacement, ConfigSource } from '../../control/config-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { agree, asks } from './agree.ts';

/** Shows what would differ, asks, and replaces the configuration that was looked at and no other. */
const replaceWith = async (call: Call, source: ConfigSource): Promise<Outcome> => {
  const { client, operator, values } = call;
  const { difference, revision } = await client.replaceConfig(source, { dryRun: true });
  const isAsked = asks(call) && values['force'] === undefined && difference.length > 0;
  if (isAsked) {
    operator.note(difference.join('\n'));
    await agree(call);
  }
  const data: ConfigReplacement = await client.replaceConfig(source, { revision });
  const lines = isAsked ? [data.message] : [...data.difference, data.message];
  return { data, text: () => lines.join('\n'), verbatim: true, warnings: data.warnings };
};

/** `configure replace FILE`. */
export const replaceWithFile = (call: Call): Promise<Outcome> =>
  replaceWith(call, { kind: 'file', name: call.values['file'] ?? '' });

/** `configure replace startup-config`. */
export const replaceWithStartup = (call: Call): Promise<Outcome> => replaceWith(call, { kind: 'startup' });

/** `rollback N`. */
export const rollBack = (call: Call): Promise<Outcome> =>
  replaceWith(call, { kind: 'archive', number: Number(call.values['number']) });
