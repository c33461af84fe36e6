import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ExecaError } from 'execa';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRetryable, rsyncFault } from '../../../src/replication/rsync-fault.ts';
import {
  progressIn,
  receive,
  receiveArguments,
  sendArguments,
  travelledBytes,
} from '../../../src/replication/rsync.ts';
import { never } from '../../support/replica.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

describe('the arguments of the receiving rsync', () => {
  const fixed = [
    ...[
      '--recursive',
      '--links',
      '--munge-links',
      '--perms',
      '--chmod=a-s,F-t',
      '--times',
      '--group',
      '--owner',
      '--no-D',
    ],
    ...['--delete', '--delete-during', '--partial', '--modify-window=-1', '--no-compress'],
    ...['--old-args', '--no-protect-args', '--no-human-readable', '--info=progress2,stats2', '--timeout=60'],
  ];

  test('for a folder link what earlier copies have', () => {
    expect(
      receiveArguments({
        remoteShell: ['ssh', '-p', '22'],
        from: 'core1:dataset/files',
        into: '/staging/next/trees/files',
        options: { linkDest: ['/g/1/trees/files', '/g/2/trees/files'], signal: never },
      }),
    ).toEqual([
      ...fixed,
      '--link-dest=/g/1/trees/files',
      '--link-dest=/g/2/trees/files',
      '--rsh',
      "'ssh' '-p' '22'",
      'core1:dataset/files/',
      '/staging/next/trees/files/',
    ]);
  });

  test('for databases send changed pages in place, whatever size and time say', () => {
    const call = { remoteShell: null, from: '/snapshots/1', into: '/s', options: { blockDelta: true, signal: never } };
    expect(receiveArguments(call)).toEqual([
      ...fixed,
      ...['--ignore-times', '--inplace', '--no-whole-file', '--block-size=4096', '/snapshots/1/', '/s/'],
    ]);
  });

  test('quote each word of the remote shell as rsync reads it', () => {
    const call = {
      remoteShell: ['ssh', '-i', "/a b/it's"],
      from: 'h:dataset/x',
      into: '/s',
      options: { signal: never },
    };
    expect(receiveArguments(call)).toContain("'ssh' '-i' '/a b/it''s'");
  });

  test('never write in place what is applied, and compare contents only when asked to', () => {
    expect(sendArguments('/from', '/to', false)).not.toContain('--checksum');
    expect(sendArguments('/from', '/to', true)).toContain('--checksum');
    expect(
      sendArguments('/from', '/to', true).filter((argument) => /inplace|link-dest|partial/.test(argument)),
    ).toEqual([]);
  });
});

test('progress and statistics are read from what rsync prints', () => {
  expect(progressIn('\r         65,536   1%')).toBeUndefined();
  expect(progressIn('\r        131072  12%    1.00MB/s    0:00:01\r        262144  25%    1.00MB/s')).toBe(262_144);
  expect(travelledBytes('\nTotal bytes sent: 89\nTotal bytes received: 309\n')).toBe(398);
});

describe('an exit status of rsync', () => {
  const ended = (exitCode: number): ExecaError =>
    Object.assign(Object.create(ExecaError.prototype) as ExecaError, { exitCode });
  test.each([
    [5, 'refused', false],
    [11, 'resource', false],
    [23, 'failed', true],
    [127, 'resource', false],
    [99, 'failed', false],
  ])('of %i is a fault of kind %s', (status, code, retryable) => {
    const fault = rsyncFault('Copying dataset/files', ended(status), 'rsync: something\nrsync error: x (code 1)\n');
    expect(fault).toMatchObject({
      code,
      retryable,
      message: expect.stringMatching(/^Copying dataset\/files failed: .*: rsync: something\)$/),
    });
    expect(fault?.hint).toEqual(expect.any(String));
    expect(isRetryable(fault)).toBe(retryable);
  });

  test.each([10, 12, 30, 35])('of %i says that the peer is gone; what the programs said is for the log', (status) => {
    const said =
      'understudy-peer: the worker of this server ended the connection\nrsync: connection unexpectedly closed\n';
    const fault = rsyncFault('Copying dataset/files', ended(status), said, 'core1');
    expect(fault).toMatchObject({
      code: 'peer',
      message: 'core1 stopped answering in the middle of the synchronization',
      hint: expect.stringMatching(
        /^the last complete copy stays, .* goes on where this one ended; "failover test core1"/,
      ),
      detail: expect.stringContaining(`rsync status ${status}: understudy-peer:`),
    });
    expect(isRetryable(fault)).toBe(true);
  });

  test('of 12 names the reason where the peer refused to go on, and of 255 that it was not reached', () => {
    const refusal = 'understudy-peer: dataset/files is not being replicated now\n';
    expect(rsyncFault('Copying', ended(12), refusal, 'core1')?.message).toBe(
      'core1 ended the transfer: dataset/files is not being replicated now',
    );
    expect(rsyncFault('Copying', ended(255), '', 'core1')?.message).toBe('core1 cannot be reached');
  });

  test('of 5, 23 and 127 names the server that has the fault', () => {
    for (const status of [5, 23, 127]) {
      const { message = '', hint = '' } = rsyncFault('Copying', ended(status), '', 'core1') ?? {};
      expect(`${message} ${hint}`).toContain('core1');
    }
  });

  test('of 24 is none: what vanished is left to verification', () => {
    expect(rsyncFault('Copying', ended(24), '')).toBeNull();
  });

  test('cannot be had where rsync is missing: the package is named', () => {
    const missing = Object.assign(Object.create(ExecaError.prototype) as ExecaError, { code: 'ENOENT' });
    expect(rsyncFault('Copying', missing, '')).toMatchObject({ code: 'resource', hint: 'install the package rsync' });
  });

  test('comes with printable words only, and not many', () => {
    const fault = rsyncFault('Copying', ended(5), `\u001b[31mevil\u0007\n${'x'.repeat(10_000)}\n`);
    expect(fault?.message).toMatch(/^[\x20-\x7e]+$/);
    expect(fault?.message.length).toBeLessThan(700);
  });
});

describe('a real rsync', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await newFolder();
    await mkdir(join(folder, 'from'));
    await writeFile(join(folder, 'from', 'file'), 'content');
  });
  afterEach(() => removeFolder(folder));
  const call = (from: string, options: object = {}) =>
    receive({
      remoteShell: ['env', '-u'],
      from: `HERE:${from}`,
      into: join(folder, 'into'),
      options: { signal: never, ...options },
    });

  test('copies, counts its bytes and reports progress', async () => {
    let progress = 0;
    const { bytes } = await call(join(folder, 'from'), { onProgress: (done: number) => (progress = done) });
    expect(await readFile(join(folder, 'into', 'file'), 'utf8')).toBe('content');
    expect(bytes).toBeGreaterThan('content'.length);
    expect(progress).toBe('content'.length);
  });

  test('gets a path with blanks and characters of a shell as it is', async () => {
    const strange = join(folder, 'a b;$(touch evil)*?\'"');
    await mkdir(strange);
    await writeFile(join(strange, 'x'), 'x');
    await call(strange);
    expect(await readFile(join(folder, 'into', 'x'), 'utf8')).toBe('x');
  });

  test.each([
    [{}, /^HERE rsync --server --sender -[logtpr]+e\.\w+ --timeout=60 --info=STATS2 \. dataset\/files\/$/],
    [
      { checksum: true, linkDest: ['/a'] },
      /^HERE rsync --server --sender -[logtprc]+e\.\w+ --timeout=60 --info=STATS2 \. dataset\/files\/$/,
    ],
    [
      { blockDelta: true },
      /^HERE rsync --server --sender -[logtprI]+e\.\w+ -B4096 --timeout=60 --info=STATS2 --inplace \. dataset\/files\/$/,
    ],
  ])('with %j asks the source for just this', async (options, command) => {
    const recorder = join(folder, 'recorder');
    await writeFile(recorder, `#!/bin/sh\necho "$@" > '${folder}/asked'\nexit 5\n`, { mode: 0o700 });
    const into = join(folder, 'into');
    const asked = receive({
      remoteShell: [recorder],
      from: 'HERE:dataset/files',
      into,
      options: { signal: never, ...options },
    });
    await expect(asked).rejects.toThrow('the other server stopped answering in the middle of the synchronization');
    expect((await readFile(join(folder, 'asked'), 'utf8')).trim()).toMatch(command);
  });

  test('that cannot find its source says so', async () => {
    await expect(call(join(folder, 'none'))).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('none'),
    });
  });

  test('that is stopped before it starts does nothing', async () => {
    await expect(call(join(folder, 'from'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'interrupted',
    });
    await expect(stat(join(folder, 'into'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('whose other side ends at once is a fault that may pass', async () => {
    const options = { signal: never };
    await expect(
      receive({ remoteShell: ['false'], from: 'h:x', into: join(folder, 'into'), options }),
    ).rejects.toMatchObject({
      code: 'peer',
    });
  });
});
