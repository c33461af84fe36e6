import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { passFiles, takeFiles } from '../../../src/peer/passed-files.ts';
import { descriptorOf } from '../../../src/peer/worker-socket.ts';

describe('open files handed from one process to another', () => {
  let folder: string;
  let server: Server;
  let from: Socket;
  let to: Socket;
  const opened: number[] = [];

  const open = (name: string): number => {
    const descriptor = openSync(join(folder, name), 'w+');
    opened.push(descriptor);
    return descriptor;
  };
  const take = (files: number, mostBytes = 100) => {
    const taken = takeFiles(descriptorOf(to), files, mostBytes, 1000);
    opened.push(...taken.descriptors);
    return taken;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-passed-'));
    server = createServer({ pauseOnConnect: true }).listen(join(folder, 'socket'));
    await once(server, 'listening');
  });
  beforeEach(async () => {
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    from = connect(join(folder, 'socket'));
    await once(from, 'connect');
    [to] = await accepted;
  });
  afterEach(() => {
    for (const descriptor of opened.splice(0)) closeSync(descriptor);
    from.destroy();
    to.destroy();
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  test('arrive in their order and are the same files', () => {
    const files = ['one', 'two', 'three'].map(open);
    passFiles(descriptorOf(from), 'a few wörds', files);
    const { text, descriptors } = take(3);
    expect(text).toBe('a few wörds');
    expect(descriptors.map((one) => fstatSync(one).ino)).toEqual(files.map((one) => fstatSync(one).ino));
    expect(descriptors).not.toEqual(files);
    writeSync(descriptors[1] ?? -1, 'written through the second');
    expect(readFileSync(join(folder, 'two'), 'utf8')).toBe('written through the second');
  });

  test('programs that are started later do not get them', () => {
    passFiles(descriptorOf(from), 'x', [open('one')]);
    const [descriptor] = take(1).descriptors;
    const [, flags = ''] = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
    expect(Number.parseInt(flags, 8) & 0o2000000).toBe(0o2000000);
  });

  test('fewer, more or none than agreed are refused, and words that are too many', () => {
    const files = ['one', 'two'].map(open);
    passFiles(descriptorOf(from), 'two', files);
    expect(() => take(3)).toThrow('what came is no request');
    passFiles(descriptorOf(from), 'two', files);
    expect(() => take(1)).toThrow('what came is no request');
    from.write('no files at all');
    expect(() => take(1)).toThrow('what came is no request');
    passFiles(descriptorOf(from), 'x'.repeat(100), [files[0] ?? -1]);
    expect(() => take(1, 100)).toThrow('what came is no request');
  });

  test('who says nothing is not waited for without end', () => {
    expect(() => takeFiles(descriptorOf(to), 1, 100, 1)).toThrow('nothing was asked for in time');
  });

  test('who has gone takes nothing', async () => {
    const descriptor = descriptorOf(from);
    const ended = once(from.resume(), 'end');
    to.destroy();
    await ended;
    writeFileSync(join(folder, 'one'), '');
    expect(() => passFiles(descriptor, 'x', [open('one')])).toThrow('takes no request');
  });
});
