const unprintable = /[\s\p{Cc}\p{Cf}]+/gu;

/**
 * Text that came from the peer, fit for a log or a terminal: one line, no escape sequences, at most `longest`
 * characters.
 */
export const printable = (text: string, longest = 400): string => {
  const line = text.replace(unprintable, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
};
