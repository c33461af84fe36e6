import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Lab } from '../lab/lab.ts';
import type { Host } from '../lab/host.ts';
import { Appliance } from './appliance.ts';
import { Login } from './login.ts';

const script = fileURLToPath(new URL('netmiko_session.py', import.meta.url));
const secret = 'open-sesame-7';

let lab: Lab;
let host: Host;
let login: Login;

beforeAll(async () => {
  lab = await Lab.start(['core1']);
  host = lab.hosts[0]!;
  await new Appliance(host).until('the worker answers', () => true);
  login = await Login.create(lab, host, 'robot', ['understudy-console']);
  await host.must(['understudy'], { input: `configure terminal\nenable secret ${secret}\nend\nwrite memory\n` });
});
afterAll(async () => {
  await login.forget();
  await lab.close();
});

test("netmiko's driver for IOS connects, enables, shows, configures, saves and leaves, unchanged", async () => {
  const words = [
    '/usr/bin/python3',
    '-W',
    'ignore',
    script,
    host.address,
    login.name,
    login.keyPath,
    secret,
    '/srv/certs',
  ];
  const { exitStatus, stdout, stderr } = await lab.observe(words, { timeoutMs: 120_000 });
  expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
  const found = JSON.parse(stdout) as Record<string, unknown>;
  expect(found).toMatchObject({
    base_prompt: 'core1',
    user_prompt: 'core1>',
    enabled: true,
    privilege: 'Current privilege level is 15',
    version: expect.stringMatching(/^Understudy Software, Version [\d.]+/),
    failover: expect.stringMatching(/^core1 is ACTIVE/),
    in_config: false,
    saved: 'Building configuration...\n[OK]',
    bad: expect.stringContaining("% Invalid input detected at '^' marker."),
    disabled: true,
  });
  expect(found['set']).toContain('core1(config-dataset)#');
  const entry = 'dataset certs\n kind files\n path /srv/certs';
  for (const config of [found['running'], found['startup']]) {
    expect(config).toContain('failover heartbeat failures 7');
    expect(config).toContain(entry);
  }
  expect(stdout).not.toContain('\\u001b');
});
