import { linesBetween } from '../config/change-lines.ts';
import { secretMask } from '../config/secret-mask.ts';
import type { ControlClient } from '../control/client.ts';
import type { SetupAnswer } from '../control/setup-shapes.ts';
import { draftFrom, requestFor, type Current, type Draft } from './draft.ts';
import { hostLines } from './host-draft.ts';

/** The name stands among the lines of the configuration, but where only the host has another one. */
const hostPreview = (current: Current, { config, host }: Draft): string[] => {
  const before = draftFrom(current).host;
  if (before === undefined || host === undefined) return [];
  const isRenamed = host.hostname !== before.hostname && config.hostname === current.config.hostname;
  return [...(isRenamed ? [`hostname ${host.hostname}`] : []), ...hostLines(before, host)];
};

/** What would be changed, in the console's language; secrets are masked. */
export const previewLines = (current: Current, draft: Draft): string[] => {
  const lines = [
    ...(draft.secret === undefined ? [] : [`enable secret ${secretMask}`]),
    ...linesBetween(current.config, draft.config),
    ...hostPreview(current, draft),
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
