import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureCertificate } from '../../../../src/worker/portal/certificate.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'understudy-certificate-'))));
afterEach(() => rm(folder, { recursive: true }));

const paths = () => ({ certificate: join(folder, 'certificate.pem'), certificateKey: join(folder, 'key.pem') });

test('a certificate is made for the name, kept, and made anew for another name', async () => {
  const first = await ensureCertificate(paths(), 'core1');
  expect(new X509Certificate(first.certificate).checkHost('core1')).toBe('core1');
  expect((await ensureCertificate(paths(), 'core1')).certificate).toBe(first.certificate);
  expect((await ensureCertificate(paths(), 'core9')).certificate).not.toBe(first.certificate);
});

test('one that cannot be used is set aside, and said', async () => {
  await ensureCertificate(paths(), 'core1');
  await writeFile(paths().certificate, 'nonsense');
  const said: string[] = [];
  const { certificate } = await ensureCertificate(paths(), 'core1', (sentence) => said.push(sentence));
  expect(new X509Certificate(certificate).checkHost('core1')).toBe('core1');
  expect(said).toEqual([expect.stringContaining('is set aside as .damaged')]);
  expect(await readFile(`${paths().certificate}.damaged`, 'utf8')).toBe('nonsense');
});
