/** `"kind files|sqlite" and "path /PATH" are missing`. */
export const missingSentence = (forms: readonly string[]): string =>
  `${forms.map((form) => `"${form}"`).join(' and ')} ${forms.length === 1 ? 'is' : 'are'} missing`;
