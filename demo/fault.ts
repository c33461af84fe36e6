/** Something in the story is not as it has to be. The message is for whoever watches: no stack. */
export class StoryFault extends Error {
  /** What to do, or what to look at. */
  readonly hint: string | undefined;
  readonly exitStatus: number;

  constructor(message: string, hint?: string, exitStatus = 1) {
    super(message);
    this.name = 'StoryFault';
    this.hint = hint;
    this.exitStatus = exitStatus;
  }
}
