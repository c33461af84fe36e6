import { runConsole } from './run-console.ts';

/**
 * Does once, while the snapshot is made, what every start would do: what that needs is loaded and compiled in it.
 *
 * @throws Error when a command does not end well
 */
export const warm = async (use: string): Promise<void> => {
  if (use === 'sitting') {
    await import('../lines/input-lines.ts');
    await (await import('./warm-sitting.ts')).warmSitting(process.env['UNDERSTUDY_ROOT'] ?? '/');
  }
  for (const words of [
    ['show', 'version'],
    ['show', 'failover'],
  ]) {
    const status = await runConsole(words);
    if (status !== 0) throw new Error(`"${words.join(' ')}" ended with status ${status}`);
  }
};
