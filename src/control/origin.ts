/** Which console a request belongs to: its key, a blank and its mode. */
export const sessionHeader = 'understudy-session';
/** Where an operator sits, as the client tells it. */
export const originHeader = 'understudy-origin';

/** Login name and address of whoever runs this process; the worker takes them as claims. */
export const origin = (environment: NodeJS.ProcessEnv = process.env): string => {
  const { SUDO_USER, LOGNAME, USER, SSH_CLIENT = '' } = environment;
  const parts = { login: SUDO_USER ?? LOGNAME ?? USER ?? '', from: SSH_CLIENT.split(' ')[0] ?? '' };
  const known = Object.entries(parts).filter(([, value]) => value !== '');
  return new URLSearchParams(known).toString();
};
