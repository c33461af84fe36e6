import { silent, type Call, type Outcome } from '../declaration.ts';

/** `terminal length N`; 0 switches paging off. */
export const setLength = ({ session, values }: Call): Outcome => {
  session.pageLines = Number(values['lines'] ?? 0);
  return silent;
};
