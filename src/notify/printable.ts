const unprintable = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Text from outside, a mail server's answer or a peer's reason, on one line and without control characters. */
export const printable = (text: string, longest = 500): string => {
  const line = text.replace(unprintable, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
};
