import { expect, test } from '@jest/globals';
import { redact } from '../../../src/commands/text/redact.ts';

test.each([
  ['enable secret scrypt$16384$8$1$c2FsdA$a2V5', 'enable secret <secret>'],
  ['enable secret hunter2', 'enable secret <secret>'],
  ['connecting to postgres://app:hunter2@db/app', 'connecting to postgres://<secret>@db/app'],
  ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer <secret>'],
  ['service db command "run --password hunter2 --port 1"', 'service db command "run --password <secret> --port 1"'],
  ['service db command "run --db-password=hunter2"', 'service db command "run --db-password=<secret>"'],
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
  ];
  expect(redact(lines)).toEqual(lines);
});
