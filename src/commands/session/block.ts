import { missingSentence } from '../../config/missing.ts';
import type { SessionState } from '../declaration.ts';

/** Leaves the entry that is open. A new one that is not whole comes to nothing; gives the sentence that says so. */
export const leaveBlock = (session: SessionState): readonly string[] => {
  const { block } = session;
  session.block = undefined;
  if (block === undefined || block.missing.length === 0) return [];
  return [`${block.words} ${block.name} was not made: ${missingSentence(block.missing)}`];
};

/** Leaves configuration mode, and with it the entry that is open. */
export const leaveConfiguration = (session: SessionState): readonly string[] => {
  session.mode = 'exec';
  return leaveBlock(session);
};

/** Out of the entry that is open, else out of configuration mode, else out of the console (console 24, 29). */
export const oneLevelUp = (session: SessionState): readonly string[] => {
  if (session.block !== undefined) return leaveBlock(session);
  if (session.mode === 'exec') session.left = true;
  return leaveConfiguration(session);
};
