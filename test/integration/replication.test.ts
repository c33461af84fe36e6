import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UnderstudyError } from '../../src/error.ts';
import { applyGeneration } from '../../src/replication/apply.ts';
import { verifyGeneration } from '../../src/replication/generation-check.ts';
import { databaseOf, listGenerations, newestGeneration, treeOf } from '../../src/replication/generation.ts';
import { copiedTarget } from '../../src/replication/munged-link.ts';
import { listOrphans } from '../../src/replication/orphans.ts';
import type { SyncTask } from '../../src/replication/sync-tasks.ts';
import { addDevices, countDevices, newReplica, pathOf, printTree, type Replica } from '../support/replica.ts';

let replica: Replica;
beforeEach(async () => {
  replica = await newReplica();
});
afterEach(() => replica.remove());

const liveFile = (...parts: string[]): string => join(pathOf(replica.live, 'files'), ...parts);

describe('a sync', () => {
  test('copies everything the first time, verified and counted (D6, D8)', async () => {
    const tasks: SyncTask[] = [];
    const { generation, counts, bytes, totalBytes } = await replica.sync({ onTask: (task) => tasks.push(task) });

    expect(generation).toMatchObject({
      number: 1,
      source: 'core1',
      release: '1.0.0',
      term: { counter: 1, owner: 'core1' },
    });
    expect(counts).toEqual([
      { dataset: 'registry', of: 'devices', primary: 500, secondary: 500 },
      { dataset: 'files', of: 'files', primary: 21, secondary: 21 },
    ]);
    expect(await printTree(treeOf(generation.path, 'files'))).toEqual(await printTree(liveFile()));
    expect(countDevices(databaseOf(generation.path, 'registry'))).toBe(500);
    expect(await verifyGeneration(generation)).toEqual([]);
    expect(bytes).toBeGreaterThan(totalBytes);
    expect(tasks.filter(({ result }) => result === 'success').map(({ name }) => name)).toEqual([
      'preflight',
      'fetch databases',
      'fetch files',
      'verify databases',
      'publish',
    ]);
    expect(await readdir(join(replica.root, 'secondary'))).toEqual(['generations']);
    expect(replica.source.closed).toEqual(['run-1']);
  });

  test('copies only changes the second time and shares unchanged files (D6, H4)', async () => {
    const first = await replica.sync();
    await writeFile(liveFile('certificates', '3.pem'), 'renewed\n');
    await rm(liveFile('certificates', '4.pem'));
    addDevices(pathOf(replica.live, 'registry'), 2);
    const second = await replica.sync();

    expect(second.bytes).toBeLessThan(first.bytes / 4);
    expect(second.counts).toEqual([
      { dataset: 'registry', of: 'devices', primary: 502, secondary: 502 },
      { dataset: 'files', of: 'files', primary: 20, secondary: 20 },
    ]);
    const inode = async (number: 0 | 1, name: string): Promise<number> =>
      (await lstat(join(treeOf([first, second][number]!.generation.path, 'files'), 'certificates', name))).ino;
    expect(await inode(1, '5.pem')).toBe(await inode(0, '5.pem'));
    expect(await inode(1, '3.pem')).not.toBe(await inode(0, '3.pem'));
    expect((await lstat(databaseOf(second.generation.path, 'registry'))).nlink).toBe(1);
    expect(await verifyGeneration(first.generation)).toEqual([]);
    expect(await verifyGeneration(second.generation)).toEqual([]);
  });

  test('carries links, permissions, strange names and empty folders, and no link leads out of a copy', async () => {
    await symlink('/etc/passwd', liveFile('absolute'));
    await symlink('certificates/1.pem', liveFile('relative'));
    await symlink('nowhere', liveFile('dangling'));
    await mkdir(liveFile('empty'));
    await chmod(liveFile('empty'), 0o750);
    await writeFile(Buffer.concat([Buffer.from(`${liveFile()}/`), Buffer.from([0x66, 0xfc, 0x72])]), 'latin1 name');
    await writeFile(liveFile('new\nline*?["\'$`'), 'shell');
    await chmod(liveFile('certificates', '7.pem'), 0o400);

    const { generation } = await replica.sync();
    const copied = await printTree(treeOf(generation.path, 'files'), copiedTarget);
    expect(copied).toEqual(await printTree(liveFile()));
    expect(
      await readFile(join(treeOf(generation.path, 'files'), 'absolute')).catch((error: unknown) => error),
    ).toMatchObject({ code: 'ENOENT' });

    await applyGeneration({ generation, datasets: replica.standby, signal: new AbortController().signal });
    expect(await printTree(pathOf(replica.standby, 'files'))).toEqual(await printTree(liveFile()));
  });

  test('leaves setuid and setgid behind', async () => {
    await chmod(liveFile('certificates', '1.pem'), 0o6755);
    await chmod(liveFile('certificates'), 0o3775);
    const { generation } = await replica.sync();
    const mode = async (folder: string, ...parts: string[]): Promise<number> =>
      (await lstat(join(folder, ...parts))).mode & 0o7777;
    const tree = treeOf(generation.path, 'files');
    expect([await mode(tree, 'certificates'), await mode(tree, 'certificates', '1.pem')]).toEqual([0o1775, 0o755]);
    expect(await verifyGeneration(generation)).toEqual([]);
  });

  test('never changes a file that an earlier copy shares, not even its time or permissions', async () => {
    const first = await replica.sync();
    const file = join(treeOf(first.generation.path, 'files'), 'certificates', '5.pem');
    const before = await lstat(file);
    await chmod(liveFile('certificates', '5.pem'), 0o600);
    await utimes(liveFile('certificates', '6.pem'), 1, 1);
    // A first attempt that is cut short, and rounds by content, work on top of files that are linked already.
    replica.source.tampering.afterFetch = (what) => {
      if (what === 'dataset/files') throw new UnderstudyError('failed', 'cut short');
    };
    await expect(replica.sync()).rejects.toThrow('cut short');
    replica.source.tampering.afterFetch = async (what) => {
      if (what === 'dataset/files' && replica.source.refreshes === 0)
        await chmod(liveFile('certificates', '5.pem'), 0o640);
    };
    await replica.sync();
    const after = await lstat(file);
    expect([after.mode, after.mtimeMs, after.ino]).toEqual([before.mode, before.mtimeMs, before.ino]);
    expect(await verifyGeneration(first.generation)).toEqual([]);
  });

  test('fetches again without a touch on files that the last copy shares', async () => {
    const first = await replica.sync();
    const shared = join(treeOf(first.generation.path, 'files'), 'certificates', '5.pem');
    const before = await lstat(shared);
    const file = liveFile('certificates', '0.pem');
    replica.source.tampering.beforeFetch = async (what) => {
      if (what === 'dataset/files' && replica.source.refreshes === 0) await writeFile(file, 'second state');
    };
    replica.source.tampering.afterFetch = async (what) => {
      if (what !== 'dataset/files' || replica.source.refreshes > 0) return;
      await writeFile(file, 'third state');
      await chmod(liveFile('certificates', '5.pem'), 0o600);
    };
    const second = await replica.sync();
    const after = await lstat(shared);
    expect([after.mode, after.mtimeMs, after.ino]).toEqual([before.mode, before.mtimeMs, before.ino]);
    expect(await printTree(treeOf(second.generation.path, 'files'))).toEqual(await printTree(liveFile()));
  });

  test('keeps the newest copies and the applied one (H4)', async () => {
    for (let i = 0; i < 5; i++) await replica.sync({ keep: 2, applied: 1 });
    expect((await listGenerations(replica.generationsFolder)).map(({ number }) => number)).toEqual([5, 4, 1]);
  });

  test('keeps what only this server has, when it served, before its data is replaced', async () => {
    const { generation: base } = await replica.sync();
    await applyGeneration({ generation: base, datasets: replica.standby, signal: new AbortController().signal });
    addDevices(pathOf(replica.standby, 'registry'), 2);
    const orphans = { folder: replica.orphansFolder, term: { counter: 4, owner: 'core2' } };
    const { orphan } = await replica.sync({ orphans });
    expect(orphan).toMatchObject({
      epoch: 4,
      findings: [expect.stringMatching(/^dataset registry: 2 rows of devices only here: \(501, /)],
    });
    expect(await listOrphans(replica.orphansFolder)).toEqual([orphan]);
    await applyGeneration({ generation: base, datasets: replica.standby, signal: new AbortController().signal });
    expect((await replica.sync({ orphans })).orphan).toBeNull();
  });
});

describe('a source that changes while it is copied', () => {
  test('is verified against what it had before or after', async () => {
    replica.source.tampering.beforeFetch = async (what) => {
      if (what !== 'dataset/files' || replica.source.refreshes > 0) return;
      await writeFile(liveFile('certificates', '0.pem'), 'written between the list and the copy');
      await rm(liveFile('certificates', '1.pem'));
      await writeFile(liveFile('new.pem'), 'new');
    };
    const { generation, counts } = await replica.sync();
    expect(replica.source.refreshes).toBe(1);
    expect(counts[1]).toEqual({ dataset: 'files', of: 'files', primary: 21, secondary: 21 });
    expect(await printTree(treeOf(generation.path, 'files'))).toEqual(await printTree(liveFile()));
  });

  test('is counted as it was at the instant of the copy, on both servers (D8)', async () => {
    replica.source.tampering.beforeFetch = async (what) => {
      if (what === 'dataset/files' && replica.source.refreshes === 0) await writeFile(liveFile('new.pem'), 'new');
    };
    replica.source.tampering.afterFetch = async (what) => {
      if (what === 'dataset/files') await writeFile(liveFile('later.pem'), 'not in this copy');
    };
    const { counts } = await replica.sync();
    expect(replica.source.refreshes).toBe(1);
    expect(counts[1]).toEqual({ dataset: 'files', of: 'files', primary: 22, secondary: 22 });
  });

  test('is fetched again by content when a file changed once more', async () => {
    const file = liveFile('certificates', '0.pem');
    replica.source.tampering.beforeFetch = async (what) => {
      if (what === 'dataset/files' && replica.source.refreshes === 0) await writeFile(file, 'second state');
    };
    replica.source.tampering.afterFetch = async (what) => {
      if (what === 'dataset/files' && replica.source.refreshes === 0) await writeFile(file, 'third state');
    };
    const { generation } = await replica.sync();
    const trees = replica.source.fetches.filter(({ what }) => what === 'dataset/files');
    expect(trees.map(({ options }) => options.checksum)).toEqual([false, true]);
    expect(await readFile(join(treeOf(generation.path, 'files'), 'certificates', '0.pem'), 'utf8')).toBe('third state');
  });

  test('that never holds still fails, naming the file, and publishes nothing', async () => {
    let state = 0;
    const change = (what: string): Promise<void> | undefined =>
      what === 'dataset/files' ? writeFile(liveFile('busy.log'), `state ${++state}`) : undefined;
    Object.assign(replica.source.tampering, { beforeFetch: change, afterFetch: change });
    await expect(replica.sync()).rejects.toThrow(/Dataset files: .*busy\.log/);
    expect(await listGenerations(replica.generationsFolder)).toEqual([]);
  });

  test('keeps its writers going while its database is copied, as of one instant', async () => {
    addDevices(pathOf(replica.live, 'registry'), 20_000);
    const writer = new DatabaseSync(pathOf(replica.live, 'registry'), { timeout: 0 });
    let written = 0;
    const timer = setInterval(() => {
      writer.exec("INSERT INTO devices (name) VALUES ('while it is copied')");
      written++;
    }, 1);
    const { counts } = await replica.sync().finally(() => clearInterval(timer));
    writer.close();
    expect(written).toBeGreaterThan(0);
    expect(counts[0]?.primary).toBe(counts[0]?.secondary);
    expect(counts[0]?.primary).toBeGreaterThanOrEqual(20_500);
  });
});

describe('a transfer that goes wrong', () => {
  /** Puts another content of the same size and time in a file's place, as a fault of the disk or the memory would. */
  const damage = async (file: string): Promise<void> => {
    const { atime, mtime, size } = await lstat(file);
    await writeFile(`${file}.damaged`, 'x'.repeat(size));
    await utimes(`${file}.damaged`, atime, mtime);
    await rename(`${file}.damaged`, file);
  };

  test('is found and mended when a file was damaged on its way', async () => {
    replica.source.tampering.afterFetch = async (what, into) => {
      if (what === 'dataset/files' && replica.source.refreshes === 0) await damage(join(into, 'certificates', '2.pem'));
    };
    const { generation } = await replica.sync();
    expect(await printTree(treeOf(generation.path, 'files'))).toEqual(await printTree(liveFile()));
  });

  test('fails with the name of the file when it is damaged every time', async () => {
    replica.source.tampering.afterFetch = (what, into) =>
      what === 'dataset/files' ? damage(join(into, 'certificates', '2.pem')) : undefined;
    await expect(replica.sync()).rejects.toThrow(/certificates\/2\.pem/);
    expect(await newestGeneration(replica.generationsFolder)).toBeNull();
  });

  const flipByte = async (file: string): Promise<void> => {
    const handle = await open(file, 'r+');
    await handle.write(Buffer.from([0xff, 0xfe]), 0, 2, 8000);
    await handle.close();
  };

  test('is found and mended when a database was damaged on its way', async () => {
    let damaged = 0;
    replica.source.tampering.afterFetch = async (what, into) => {
      if (what.startsWith('snapshot/') && damaged++ === 0) await flipByte(join(into, 'registry.sqlite'));
    };
    const { generation } = await replica.sync();
    expect(await verifyGeneration(generation)).toEqual([]);
    expect(countDevices(databaseOf(generation.path, 'registry'))).toBe(500);
  });

  test('fails when a database is damaged every time, and keeps the last copy the newest', async () => {
    const first = await replica.sync();
    replica.source.tampering.afterFetch = (what, into) =>
      what.startsWith('snapshot/') ? flipByte(join(into, 'registry.sqlite')) : undefined;
    await expect(replica.sync()).rejects.toThrow(/Dataset registry: the database arrived damaged/);
    expect(await newestGeneration(replica.generationsFolder)).toEqual(first.generation);
    expect(await verifyGeneration(first.generation)).toEqual([]);
  });

  test('is tried again when the connection breaks, and carries on with what was fetched', async () => {
    let broken = 0;
    replica.source.tampering.afterFetch = (what) => {
      if (what === 'dataset/files' && broken++ < 2) throw new UnderstudyError('peer', 'the connection broke');
    };
    await replica.sync();
    const trees = replica.source.fetches.filter(({ what }) => what === 'dataset/files');
    expect(trees.map(({ options }) => options.linkDest?.length)).toEqual([0, 1, 2]);
  });

  test('ends at once when it is stopped, and the next run carries on', async () => {
    const first = await replica.sync();
    await writeFile(liveFile('big.bin'), Buffer.alloc(3_000_000, 7));
    const abort = new AbortController();
    replica.source.tampering.afterFetch = (what) => {
      if (what === 'dataset/files') abort.abort(new UnderstudyError('interrupted', 'this server is promoted'));
    };
    await expect(replica.sync({ signal: abort.signal })).rejects.toMatchObject({
      code: 'interrupted',
      message: 'this server is promoted',
    });
    expect(await newestGeneration(replica.generationsFolder)).toEqual(first.generation);

    replica.source.tampering.afterFetch = () => undefined;
    const second = await replica.sync();
    expect(second.generation.number).toBe(2);
    // The big file had arrived in the first attempt.
    expect(second.bytes).toBeLessThan(1_000_000);
    expect(await verifyGeneration(second.generation)).toEqual([]);
  });

  test('starts afresh when the last copy is another one than that of the interrupted run', async () => {
    replica.source.tampering.afterFetch = (what) => {
      if (what === 'dataset/files') throw new UnderstudyError('failed', 'cut short');
    };
    await expect(replica.sync()).rejects.toThrow('cut short');
    await writeFile(join(replica.stagingFolder, 'staging.json'), '{"previous":7}');
    replica.source.tampering.afterFetch = () => undefined;
    const tasks: SyncTask[] = [];
    await replica.sync({ onTask: (task) => tasks.push(task) });
    expect(tasks.find(({ name, result }) => name === 'preflight' && result === 'success')?.detail).not.toMatch(
      /carried on/,
    );
  });
});

describe('a sync is refused', () => {
  test('before anything travels when the disk has no room, with both figures', async () => {
    const freeSpace = () => Promise.resolve({ bytes: 10 * 1024 * 1024, files: null });
    await expect(replica.sync({ freeSpace })).rejects.toMatchObject({
      code: 'resource',
      message: expect.stringMatching(/The copy needs \d+ MiB .* which has 10 MiB free/),
    });
    expect(replica.source.fetches).toEqual([]);
    expect(replica.source.closed).toEqual(['run-1']);
  });

  test('before the files travel when what is new in them has no room', async () => {
    await replica.sync();
    await writeFile(liveFile('big.bin'), Buffer.alloc(2_000_000));
    const freeSpace = () => Promise.resolve({ bytes: 65 * 1024 * 1024, files: null });
    await expect(replica.sync({ freeSpace })).rejects.toMatchObject({ code: 'resource' });
    expect(replica.source.fetches.filter(({ what }) => what === 'dataset/files')).toHaveLength(1);
    await rm(liveFile('big.bin'));
    expect((await replica.sync({ freeSpace })).generation.number).toBe(2);
  });

  test('between different releases, naming both (A6)', async () => {
    replica.source.release = '2.0.0';
    await expect(replica.sync()).rejects.toMatchObject({
      code: 'refused',
      message: 'core1 runs release 2.0.0, this server 1.0.0',
    });
  });

  test('when a dataset is configured on one server only', async () => {
    const { registry } = replica.standby;
    await expect(replica.sync({ datasets: { registry: registry! } })).rejects.toThrow(
      'Dataset files is configured on core1 but not here',
    );
    await expect(replica.sync({ datasets: { ...replica.standby, more: registry! } })).rejects.toThrow(
      'Dataset more of kind sqlite is configured here but not on core1',
    );
  });

  test('when the source cannot be read, naming the dataset', async () => {
    await rm(pathOf(replica.live, 'registry'));
    await expect(replica.sync()).rejects.toThrow(/Dataset registry: there is no database file/);
  });
});

test('rsync ends with its worker: a stopped sync leaves no process behind', async () => {
  await writeFile(liveFile('big.bin'), Buffer.alloc(1_000_000));
  const abort = new AbortController();
  replica.source.tampering.beforeFetch = (what) => {
    if (what === 'dataset/files') setImmediate(() => abort.abort(new Error('enough')));
  };
  await expect(replica.sync({ signal: abort.signal })).rejects.toMatchObject({ code: 'interrupted' });
  const listing = spawn('ps', ['-eo', 'args']);
  let processes = '';
  for await (const chunk of listing.stdout) processes += String(chunk);
  expect(processes.split('\n').filter((line) => line.includes('rsync') && line.includes(replica.root))).toEqual([]);
});
