/** Colour by meaning. Renderers say what a word means; whether and how it shows is the console's business (console 48). */
export interface Paint {
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

const asItIs = (text: string): string => text;

export const plain: Paint = { good: asItIs, warn: asItIs, bad: asItIs, strong: asItIs, dim: asItIs };

export type Tone = 'good' | 'warn' | 'bad';
