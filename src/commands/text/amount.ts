const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** `512 bytes`, `12.4 MB`, in powers of 1000. */
export const sizeOf = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit] ?? ''}`;
};

/** A sentence in which every count of bytes reads as everywhere else. */
export const withSizes = (sentence: string): string =>
  sentence.replaceAll(/\b(\d+) bytes\b/g, (_, bytes: string) => sizeOf(Number(bytes)));

/** `1 file`, `20123 files`. */
export const countOf = (amount: number, one: string, many = `${one}s`): string =>
  `${amount} ${amount === 1 ? one : many}`;
