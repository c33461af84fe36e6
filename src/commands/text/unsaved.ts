/** Of a server that has something in force that was never saved. */
export const unsavedSentence =
  'The configuration is not saved: a restart of this server loses it; "write memory" saves it';

/** The same in one row of a terminal, for whoever leaves the console. */
export const unsavedHint = 'The configuration is not saved: "write memory", or a restart loses it';
