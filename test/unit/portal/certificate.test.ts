import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { certificateFolder, readCertificate } from '../../../src/portal/certificate.ts';
import { ensureCertificate } from '../../../src/worker/portal/certificate.ts';

let path: string;
beforeEach(async () => (path = await mkdtemp(join(tmpdir(), 'understudy-certificate-'))));
afterEach(() => rm(path, { recursive: true }));

const make = (name: string) =>
  ensureCertificate({ certificate: join(path, 'certificate.pem'), certificateKey: join(path, 'key.pem') }, name);

test.each([
  ['/', '/run/credentials/x', { path: '/run/credentials/x', isHandedOver: true }],
  ['/', undefined, { path: '/var/lib/understudy/tls', isHandedOver: false }],
  ['/srv/a', '/run/credentials/x', { path: '/srv/a/var/lib/understudy/tls', isHandedOver: false }],
])('under %s with credentials in %s it is %o', (root, credentials, folder) => {
  expect(certificateFolder(root, { CREDENTIALS_DIRECTORY: credentials })).toEqual(folder);
});

test('what the worker made is read, with the fingerprint that it tells', async () => {
  const { certificate, key } = await make('core1');
  const read = await readCertificate({ path, isHandedOver: false });
  expect(read).toMatchObject({ certificate, key });
  expect(read.fingerprint).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
});

test('none, and a key of another one, are said', async () => {
  await expect(readCertificate({ path, isHandedOver: false })).rejects.toMatchObject({
    code: 'resource',
    hint: 'the worker makes one when it starts',
  });
  const { key } = await make('core1');
  await rm(join(path, 'key.pem'));
  await make('core1');
  await writeFile(join(path, 'key.pem'), key);
  await expect(readCertificate({ path, isHandedOver: false })).rejects.toThrow(
    'the key is that of another certificate',
  );
});
