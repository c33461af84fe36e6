/** What a login gives an operator, whatever started the tests: `CI`, `FORCE_COLOR` and the like change what a console shows. */
export const operatorEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '/',
  LANG: 'C.UTF-8',
  TERM: 'xterm',
});
