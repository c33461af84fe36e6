import { dlopen } from 'node:ffi';

/** Of Linux on amd64 and arm64. */
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const longestPath = 107;

const libc = dlopen(null, {
  socket: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
  sendto: { arguments: ['int32', 'buffer', 'uint64', 'int32', 'buffer', 'uint32'], return: 'int64' },
});

/** `struct sockaddr_un` of a path; `@` stands for the zero byte of a name without a file. */
const addressOf = (path: string): Buffer => {
  const address = Buffer.alloc(2 + Buffer.byteLength(path) + (path.startsWith('@') ? 0 : 1));
  address.writeUInt16LE(AF_UNIX, 0);
  address.write(path, 2);
  if (path.startsWith('@')) address[2] = 0;
  return address;
};

/**
 * What systemd is told of this process (sd_notify(3)): by itself and not by a program it starts, so that the unit can have
 * NotifyAccess=main and no protected service can feed the watchdog.
 */
export class ServiceManager {
  readonly #address: Buffer | undefined;
  readonly #descriptor: number;
  /** Null: nobody watches. */
  readonly watchdogMs: number | null;

  /** Takes its variables out of `environment`: they are for this process and not for those that it starts. */
  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const path = environment['NOTIFY_SOCKET'] ?? '';
    const usec = Number(environment['WATCHDOG_USEC']);
    const isForUs = [undefined, String(process.pid)].includes(environment['WATCHDOG_PID']);
    for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) Reflect.deleteProperty(environment, name);
    const isUsable = /^[/@]./.test(path) && Buffer.byteLength(path) <= longestPath;
    this.#address = isUsable ? addressOf(path) : undefined;
    this.#descriptor = isUsable ? libc.functions.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    this.watchdogMs = isUsable && isForUs && Number.isSafeInteger(usec) && usec > 0 ? usec / 1000 : null;
  }

  /** Everything that has to listen does. */
  ready(): void {
    this.#send('READY=1');
  }

  stopping(): void {
    this.#send('STOPPING=1');
  }

  /** One line that `systemctl status` shows. */
  status(sentence: string): void {
    this.#send(`STATUS=${sentence.replace(/\p{Cc}+/gu, ' ')}`);
  }

  feedWatchdog(): void {
    this.#send('WATCHDOG=1');
  }

  /** Lost where nobody takes it: to wait for that would stop the loop that is to be watched. */
  #send(state: string): void {
    if (this.#address === undefined || this.#descriptor < 0) return;
    const text = Buffer.from(state);
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    libc.functions.sendto(this.#descriptor, text, BigInt(text.length), flags, this.#address, this.#address.length);
  }
}
