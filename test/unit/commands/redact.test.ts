import { expect, test } from '@jest/globals';
import { redact } from '../../../src/commands/text/redact.ts';

test.each([
  ['enable secret scrypt$16384$8$1$c2FsdA$a2V5', 'enable secret <secret>'],
  ['enable secret hunter2', 'enable secret <secret>'],
  ['connecting to postgres://app:hunter2@db/app', 'connecting to postgres://<secret>@db/app'],
  ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer <secret>'],
  ['started run --password hunter2 --port 1', 'started run --password <secret> --port 1'],
  ['started run --db-password=hunter2', 'started run --db-password=<secret>'],
  ['service db command "run -x hunter2 \\"a b\\" c" # ours', 'service db command "run <arguments>" # ours'],
  [' command "/usr/bin/run hunter2"', ' command "/usr/bin/run <arguments>"'],
  ['service db command run hunter2', 'service db command run <arguments>'],
  ['mysql -p hunter4', 'mysql -p <secret>'],
  ['mysql -u app -phunter6 db', 'mysql -u app -p<secret> db'],
  ['run --pass hunter2 --key "a b" --port 1', 'run --pass <secret> --key <secret> --port 1'],
  ['PASS=hunter2 DB_PASS=x KEY=y', 'PASS=<secret> DB_PASS=<secret> KEY=<secret>'],
  ['run --auth user:hunter2', 'run --auth <secret>'],
  ['curl -u app:hunter2 http://db', 'curl -u app:<secret> http://db'],
  ['DB_PASSWORD=hunter2 API_KEY=abc', 'DB_PASSWORD=<secret> API_KEY=<secret>'],
  ['{"password": "hunter2", "port": 1}', '{"password": <secret>, "port": 1}'],
  ['token eyJhbGciOi.eyJzdWIi.c2ln done', 'token <secret> done'],
])('%s', (line, expected) => {
  expect(redact([line])).toEqual([expected]);
});

test('a private key goes as a whole, what stands around it stays', () => {
  expect(
    redact([
      'before',
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      'b3BlbnNzaC1rZXk',
      '-----END OPENSSH PRIVATE KEY-----',
      'after',
    ]),
  ).toEqual(['before', '<secret>', 'after']);
});

test('what is no secret stays as it is', () => {
  const lines = [
    'core1 did not answer 3 heartbeats in a row (connection refused): promoting, term 2.',
    'enable secret <secret>',
    'trusted-host core1 key "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKey"',
    'secrets are never part of it',
    ' command "run"',
    'the monkey=7 goes to port 8080 --port 8080 --print x',
  ];
  expect(redact(lines)).toEqual(lines);
});
