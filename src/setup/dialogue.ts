/** The operator in front of the wizard. */
export interface Dialogue {
  say(lines: readonly string[]): void;
  /** What was typed, without blanks around it; a secret as it is. @throws UnderstudyError interrupted for Ctrl-C */
  ask(prompt: string, options?: { readonly secret?: boolean }): Promise<string>;
}
