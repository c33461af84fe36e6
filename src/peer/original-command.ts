import { printable } from './printable.ts';
import { parseRsync, type RsyncCommand } from './rsync-command.ts';

/** What a peer asked sshd to run, understood or refused. */
export type OriginalCommand =
  | { readonly kind: 'link' | 'hello' | 'pair' }
  | { readonly kind: 'transfer'; readonly command: RsyncCommand }
  | { readonly kind: 'refused'; readonly sentence: string };

const longest = 1024;

/** Reads SSH_ORIGINAL_COMMAND, which the peer wrote; undefined when it asked for a shell. */
export const parseOriginalCommand = (text: string | undefined): OriginalCommand => {
  if (text === undefined || text === '') return { kind: 'refused', sentence: 'there is no shell here' };
  if (text.length > longest) return { kind: 'refused', sentence: 'the command is too long' };
  if (text === 'link' || text === 'hello' || text === 'pair') return { kind: text };
  const command = parseRsync(text);
  if (command !== undefined) return { kind: 'transfer', command };
  return { kind: 'refused', sentence: `"${printable(text, 200)}" is not among the commands of a peer` };
};
