import { linesBetween } from '../config/change-lines.ts';
import { secretMask } from '../config/secret-mask.ts';
import type { ControlClient } from '../control/client.ts';
import type { SetupAnswer } from '../control/setup-shapes.ts';
import { requestFor, type Current, type Draft } from './draft.ts';

/** What would be changed, in the console's language; secrets are masked. */
export const previewLines = (current: Current, draft: Draft): string[] => {
  const lines = [
    ...(draft.secret === undefined ? [] : [`enable secret ${secretMask}`]),
    ...linesBetween(current.config, draft.config),
    ...(draft.mode === current.mode ? [] : [`failover mode ${draft.mode}`]),
  ];
  return lines.length === 0 ? ['! nothing would be changed'] : lines;
};

/** Sends the draft as one change; undefined: there is nothing to change. @throws UnderstudyError then nothing was changed */
export const applyDraft = async (
  client: ControlClient,
  current: Current,
  draft: Draft,
  save: boolean,
): Promise<SetupAnswer | undefined> => {
  const request = requestFor(current, draft);
  return request === undefined ? undefined : client.setup({ ...request, save });
};
