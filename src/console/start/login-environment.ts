import { userInfo } from 'node:os';

/** What the environment of a login may say. Its names are those that bin/understudy-shell lets through. */
const forms: Readonly<Record<string, RegExp>> = {
  TERM: /^[\w.+-]{1,64}$/,
  LANG: /^[\w.@-]{1,64}$/,
  LC_ALL: /^[\w.@-]{1,64}$/,
  LC_CTYPE: /^[\w.@-]{1,64}$/,
  LC_MESSAGES: /^[\w.@-]{1,64}$/,
  LC_TIME: /^[\w.@-]{1,64}$/,
  LINES: /^\d{1,4}$/,
  COLUMNS: /^\d{1,4}$/,
  NO_COLOR: /^[\w.-]{0,16}$/,
  PATH: /^\/usr\/sbin:\/usr\/bin:\/sbin:\/bin$/,
  SSH_TTY: /^\/dev\/[\w/]{1,32}$/,
  SSH_CLIENT: /^[\da-fA-F.:%\w]{1,64} \d{1,5} \d{1,5}$/,
  SSH_CONNECTION: /^[\da-fA-F.:%\w]{1,64} \d{1,5} [\da-fA-F.:%\w]{1,64} \d{1,5}$/,
};

/** Removes whatever is not of its form, and says whose account this is: not what the caller wrote, but what the system knows. */
export const settleEnvironment = (environment: NodeJS.ProcessEnv): void => {
  for (const [name, value] of Object.entries(environment)) {
    if (forms[name]?.test(value ?? '') !== true) Reflect.deleteProperty(environment, name);
  }
  const { username, homedir } = userInfo();
  Object.assign(environment, { USER: username, LOGNAME: username, HOME: homedir });
};
