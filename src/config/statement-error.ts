/** A line that is not in the language, with the column of the word that is wrong. */
export class StatementError extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}
