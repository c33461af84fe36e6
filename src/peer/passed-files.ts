import { dlopen, getRawPointer } from 'node:ffi';
import { endianness } from 'node:os';
import { UnderstudyError } from '../error.ts';

/** Of Linux on amd64 and arm64: 64 bits, the low byte first. */
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const POLLIN = 1;
const MSG_CTRUNC = 0x8;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x4000_0000;

const libc = dlopen(null, {
  poll: { arguments: ['buffer', 'uint64', 'int32'], return: 'int32' },
  sendmsg: { arguments: ['int32', 'buffer', 'int32'], return: 'int64' },
  recvmsg: { arguments: ['int32', 'buffer', 'int32'], return: 'int64' },
});

/** `struct msghdr`: name, its length, vector, its length, control, its length, flags. */
const headBytes = 56;
const vectorAt = headBytes;
const controlAt = vectorAt + 16;
/** `struct cmsghdr`: length, level, type. */
const cmsgBytes = 16;

/** A message with room for descriptors and text, all in one piece of memory. */
class Message {
  readonly memory: Buffer;
  readonly #files: number;
  readonly #textAt: number;

  constructor(files: number, textBytes: number) {
    this.#files = files;
    this.#textAt = controlAt + cmsgBytes + Math.ceil(files / 2) * 8;
    this.memory = Buffer.alloc(this.#textAt + textBytes);
    const address = getRawPointer(this.memory);
    this.memory.writeBigUInt64LE(address + BigInt(vectorAt), 16);
    this.memory.writeBigUInt64LE(1n, 24);
    this.memory.writeBigUInt64LE(address + BigInt(controlAt), 32);
    this.memory.writeBigUInt64LE(BigInt(this.#textAt - controlAt), 40);
    this.memory.writeBigUInt64LE(address + BigInt(this.#textAt), vectorAt);
    this.memory.writeBigUInt64LE(BigInt(textBytes), vectorAt + 8);
  }

  fill(text: Buffer, descriptors: readonly number[]): this {
    text.copy(this.memory, this.#textAt);
    this.memory.writeBigUInt64LE(BigInt(cmsgBytes + 4 * this.#files), controlAt);
    this.memory.writeInt32LE(SOL_SOCKET, controlAt + 8);
    this.memory.writeInt32LE(SCM_RIGHTS, controlAt + 12);
    for (const [at, descriptor] of descriptors.entries())
      this.memory.writeInt32LE(descriptor, controlAt + cmsgBytes + 4 * at);
    return this;
  }

  textOf(length: number): string {
    return this.memory.toString('utf8', this.#textAt, this.#textAt + length);
  }

  /** Undefined unless exactly as many came as there was room for, and all of the text. */
  descriptors(): number[] | undefined {
    const isCut = (this.memory.readUInt32LE(48) & (MSG_CTRUNC | MSG_TRUNC)) !== 0;
    const length = Number(this.memory.readBigUInt64LE(controlAt));
    const isPassed =
      this.memory.readInt32LE(controlAt + 8) === SOL_SOCKET && this.memory.readInt32LE(controlAt + 12) === SCM_RIGHTS;
    if (isCut || !isPassed || length !== cmsgBytes + 4 * this.#files) return undefined;
    return Array.from({ length: this.#files }, (_, at) => this.memory.readInt32LE(controlAt + cmsgBytes + 4 * at));
  }
}

const requireLayout = (): void => {
  if (endianness() !== 'LE')
    throw new UnderstudyError('resource', 'This processor is not one that Understudy is made for');
};

/**
 * Hands open files of this process to the one at the other end of a Unix socket, with a few words: it then has them as its
 * own (unix(7), SCM_RIGHTS).
 *
 * @throws UnderstudyError peer when the other end has gone
 */
export const passFiles = (socket: number, text: string, descriptors: readonly number[]): void => {
  requireLayout();
  const words = Buffer.from(text);
  const { memory } = new Message(descriptors.length, words.length).fill(words, descriptors);
  if (Number(libc.functions.sendmsg(socket, memory, MSG_DONTWAIT | MSG_NOSIGNAL)) !== words.length)
    throw new UnderstudyError('peer', 'the sending side of this server takes no request');
};

/**
 * Takes what `passFiles` hands over. It waits without anything else going on in this process.
 *
 * @throws Error when something else comes, more than `mostBytes`, another number of files, or nothing in time
 */
export const takeFiles = (
  socket: number,
  files: number,
  mostBytes: number,
  limitMs: number,
): { readonly text: string; readonly descriptors: readonly number[] } => {
  requireLayout();
  const polled = Buffer.alloc(8);
  polled.writeInt32LE(socket);
  polled.writeInt16LE(POLLIN, 4);
  if (libc.functions.poll(polled, 1n, limitMs) !== 1) throw new Error('nothing was asked for in time');
  const message = new Message(files, mostBytes);
  const length = Number(libc.functions.recvmsg(socket, message.memory, MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
  const descriptors = length > 0 && length < mostBytes ? message.descriptors() : undefined;
  if (descriptors === undefined) throw new Error('what came is no request');
  return { text: message.textOf(length), descriptors };
};
