import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { glanceAt, type Glance } from '../../../../src/console/sitting/glance.ts';
import { promptOf } from '../../../../src/console/sitting/prompt.ts';
import { ControlClient } from '../../../../src/control/client.ts';
import { rootAt, type Root } from '../../../../src/control/root.ts';
import { noNames } from '../../../../src/control/session-shapes.ts';

const user = { mode: 'exec', privileged: false, interactive: true } as const;
const enabled = { ...user, privileged: true } as const;
const core1: Glance = {
  host: 'core1',
  mode: 'primary',
  state: 'active',
  peer: 'core2',
  execTimeoutMs: 0,
  rollsBackAt: null,
  unsaved: false,
  banner: null,
  names: noNames,
};

test.each([
  [core1, user, 'core1/pri/act> '],
  [core1, enabled, 'core1/pri/act# '],
  [core1, { ...enabled, mode: 'config' } as const, 'core1/pri/act(config)# '],
  [{ ...core1, host: 'core1.example.com', mode: 'secondary', state: 'standby' } as const, user, 'core1/sec/stby> '],
  [{ ...core1, state: 'notAvailable' } as const, user, 'core1/pri/na> '],
  [{ ...core1, state: null }, user, 'core1/pri/?> '],
  [{ ...core1, mode: null }, user, 'core1> '],
  [{ ...core1, mode: null, state: null }, user, 'core1/?> '],
  [{ ...core1, host: '10.0.0.1' }, user, '10.0.0.1/pri/act> '],
])('%j for %j is %s', (glance, standing, prompt) => {
  expect(promptOf(glance, standing)).toBe(prompt);
});

let root: Root;
beforeEach(async () => {
  root = rootAt(await mkdtemp(join(tmpdir(), 'understudy-glance-')));
  await mkdir(dirname(root.state), { recursive: true });
});
afterEach(() => rm(root.path, { recursive: true }));

test('while the worker is down, what it wrote down last or was seen last is shown with an unknown state', async () => {
  const client = new ControlClient(root);
  expect(await glanceAt(client, undefined)).toMatchObject({ host: hostname(), mode: null, state: null });
  await writeFile(root.state, JSON.stringify({ node: { name: 'core1', mode: 'secondary' } }));
  expect(await glanceAt(client, undefined)).toMatchObject({ host: 'core1', mode: 'secondary', state: null });
  await writeFile(root.state, '{"node": {"name": 7, "mode": "king"}}');
  expect(await glanceAt(client, undefined)).toMatchObject({ host: hostname(), mode: null, state: null });
  expect(await glanceAt(client, core1)).toEqual({ ...core1, state: null });
});
