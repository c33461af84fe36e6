import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Systemd } from '../../../src/host/systemd.ts';

const { PATH } = process.env;
let folder: string;
const program = (name: string, script: string): void =>
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-systemd-'));
  process.env['PATH'] = `${folder}:${PATH ?? ''}`;
});
afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true });
});

test('what systemd says of each unit, in their order', async () => {
  const said = [
    'Id=tomcat10.service\nMainPID=42\nResult=success\nExecMainCode=0\nExecMainStatus=0\nLoadState=loaded',
    'ActiveState=active\nSubState=running\nActiveEnterTimestamp=@1795000000\nUnitFileState=enabled\nTriggeredBy=a.socket b.timer',
  ].join('\n');
  program(
    'systemctl',
    `cat <<'END'\n${said}\n\nId=nope.service\nMainPID=0\nLoadState=not-found\nActiveState=inactive\nActiveEnterTimestamp=\nEND`,
  );
  const [tomcat, nope] = await new Systemd().show(['tomcat10.service', 'nope.service']);
  expect(tomcat).toMatchObject({
    unit: 'tomcat10.service',
    load: 'loaded',
    active: 'active',
    pid: 42,
    since: '2026-11-18T11:06:40.000Z',
    enablement: 'enabled',
    triggeredBy: ['a.socket', 'b.timer'],
  });
  expect(nope).toMatchObject({ load: 'not-found', pid: null, since: null, triggeredBy: [] });
  expect(await new Systemd().show([])).toEqual([]);
});

test('an order stands behind "--", and never takes the place of another one', async () => {
  program('systemctl', `echo "$@" >>${join(folder, 'orders')}`);
  await new Systemd().start('a.service');
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(join(folder, 'orders'), 'utf8')).toBe('--no-ask-password start --job-mode=fail -- a.service\n');
});

test('a refusal is what systemd says first, without where to read on', async () => {
  program(
    'systemctl',
    'echo "Job for a.service failed because of a fault." >&2; echo "See \\"journalctl -xe\\"" >&2; exit 1',
  );
  await expect(new Systemd().restart('a.service')).rejects.toThrow('Job for a.service failed because of a fault.');
});

test('a host without systemd is told what is missing', async () => {
  process.env['PATH'] = folder;
  await expect(new Systemd().reload()).rejects.toMatchObject({ code: 'resource', hint: 'apt-get install systemd' });
});

test('the journal of a unit', async () => {
  program('journalctl', 'echo "$1 $2"; echo');
  expect(await new Systemd().journal('a.service', 5)).toEqual(['--unit=a.service --lines=5']);
});
