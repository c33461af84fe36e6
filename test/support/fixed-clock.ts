/** Loaded before a program whose output has to be the same at any time: for it, it is always the moment of `FIXED_CLOCK`. */
const fixedMs = Date.parse(process.env['FIXED_CLOCK'] ?? '');

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts: [] | [number | string]) {
    const [given = fixedMs] = parts;
    super(given);
  }
  static override now(): number {
    return fixedMs;
  }
} as DateConstructor;
