/** `05:46 GMT` */
const clockTime = (at: string): string => `${at.slice(11, 16)} GMT`;

/** For whoever might not know that the configuration does not stay. */
export const rollBackSentence = (at: string): string =>
  `The configuration is rolled back at ${clockTime(at)} unless "configure confirm" keeps it`;
