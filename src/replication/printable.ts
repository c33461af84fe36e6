const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const longest = 500;

/** Text that may come from the peer, for a message: no control sequences, no line breaks, not endless. */
export const printable = (text: string): string => {
  const clean = text.replace(unprintable, '?');
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
};
