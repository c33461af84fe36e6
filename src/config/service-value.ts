import { z } from 'zod';
import { kind, word, type ValueKind } from './value.ts';

/** Units that begin like this are needed: without them the host does not run, or nobody reaches it; ours is not its own service. */
const needed: readonly string[] = [
  ...['understudy', 'systemd-', 'initrd-', 'dbus', 'polkit.', 'init.', 'emergency.', 'rescue.'],
  ...['ssh.', 'ssh@', 'sshd.', 'sshd@', 'user@', 'user-runtime-dir@'],
  ...['getty@', 'console-getty.', 'container-getty@', 'serial-getty@'],
  ...['networking.', 'ifup@', 'NetworkManager', 'netplan-', 'connman', 'nftables.'],
];

/** The unit of a service; `.service` may be left out. */
export const unitName: ValueKind<string> = kind(
  'NAME.service',
  z
    .string()
    .max(255)
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9:_.\\-]*(@[A-Za-z0-9:_.\\-]+)?\.service$/,
      'the name of a unit such as tomcat10.service is needed',
    )
    .refine(
      (name) => !needed.some((start) => name.startsWith(start)),
      'this host needs that unit: it is no application',
    ),
  (text) => (/\.(service|socket|timer|target|mount|path|slice|scope)$/.test(text) ? text : `${text}.service`),
  String,
);

const isPlainUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
};

/** Where a health check looks; a password has no place in it, for it is shown. */
export const httpUrl: ValueKind<string> = kind(
  'URL',
  z
    .string()
    .max(1024)
    .regex(/^[!-~]+$/, 'a URL without blanks is needed')
    .refine(isPlainUrl, 'a URL such as http://127.0.0.1:8080/ is needed, without a user and a password'),
  (text) => text,
  String,
);

/** Names of services, separated by commas. */
export const serviceNames: ValueKind<string[]> = kind(
  'NAME[,NAME…]',
  z.array(word.schema, 'names of services are needed').min(1).max(32),
  (text) => [...new Set(text.split(/[\s,]+/))],
  (names) => names.join(','),
);
