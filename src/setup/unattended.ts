import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { ControlClient } from '../control/client.ts';
import { draftFromAnswers, holdsSecret } from './answers.ts';
import { applyDraft, previewLines } from './apply.ts';
import { readCurrent, warningsOf } from './draft.ts';
import { doubts } from './text.ts';

/** What an unattended run prints: its answer, and beside it what is worth knowing. */
export interface UnattendedOutput {
  out(line: string): void;
  warn(line: string): void;
}

const largestBytes = 1024 * 1024;

/** A pipe has no size, and a device may have no end: what is read is counted. */
const read = async (file: string): Promise<string> => {
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > largestBytes) throw new Error(`it has more than ${largestBytes} bytes`);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    throw new UnderstudyError('usage', `The file ${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
};

const mayBeReadByOthers = async (file: string): Promise<boolean> =>
  file !== '-' && ((await stat(file)).mode & 0o077) !== 0;

/**
 * Applies and saves the answers of a file without asking anything (G5); with `dryRun` only says what would be configured.
 *
 * @throws UnderstudyError usage for bad or missing answers; what the worker refused. Then nothing was changed
 */
export const setupFrom = async (
  file: string,
  client: ControlClient,
  { dryRun }: { readonly dryRun: boolean },
  output: UnattendedOutput,
): Promise<void> => {
  const text = await read(file);
  const current = await readCurrent(client);
  const draft = draftFromAnswers(text, file, current);
  if (holdsSecret(draft) && (await mayBeReadByOthers(file)))
    output.warn(`% Warning: ${file} holds a secret and may be read by others: "chmod 600" or remove it`);
  for (const doubt of doubts(current, draft)) output.warn(`% Warning: ${doubt}`);
  if (dryRun) {
    for (const warning of warningsOf(current, draft)) output.warn(`% Warning: ${warning}`);
    for (const line of previewLines(current, draft)) output.out(line);
    return;
  }
  const answer = await applyDraft(client, current, draft, true);
  for (const warning of answer?.warnings ?? []) output.warn(`% Warning: ${warning}`);
  output.out(answer?.message ?? 'Nothing is changed: everything is so already');
};
