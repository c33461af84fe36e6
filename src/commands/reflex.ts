/** What fingers trained on other consoles type, and how that is called here. Each pattern stands for a whole line's start. */
const reflexes: readonly (readonly [typed: RegExp, here: string])[] = [
  [/^(do )?sh(ow?)? ip (int\w*)( br\w*)?/, 'show interfaces'],
  [/^(do )?sh(ow?)? (standby|redundancy|ha|vrrp)\b/, 'show failover'],
  [/^(do )?sh(ow?)? (proc\w*|env\w*|hardware|diag\w*|memory|platform)\b/, 'show inventory'],
  [/^(do )?sh(ow?)? (sessions?|line)\b/, 'show users'],
  [/^(do )?sh(ow?)? archive conf\w* diff\w*/, 'show archive differences N'],
  [/^(do )?sh(ow?)? flash/, 'dir'],
  [/^(who|systat)\b/, 'show users'],
  [/^(logout|log out|bye)\b/, 'exit'],
  [/^login\b/, 'enable'],
  [/^ter\w* mon\w*/, 'debug heartbeat'],
  [/^conf\w* t\w* rev\w*/, 'configure terminal revert timer MINUTES'],
  [/^(clear|test) (failover|redundancy) (active|switch)/, 'show failover switchover'],
  [
    /^redundancy (force-switchover|switch)|^(no )?failover active|^failover (exec|switchover|reset)/,
    'show failover switchover',
  ],
  [/^(show )?failover (what-?if|simulate)/, 'show failover explain if'],
  [/^(set|run|commit)\b/, 'configure terminal'],
];

/** The command of this console that somebody used to another one has in mind; undefined for a line that is no such reflex. */
export const reflexOf = (line: string): string | undefined => {
  const typed = line.trim().replace(/\s+/g, ' ').toLowerCase();
  return reflexes.find(([pattern]) => pattern.test(typed))?.[1];
};
