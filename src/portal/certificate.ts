import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, UnderstudyError } from '../error.ts';

export interface Certificate {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
  /** SHA-256, `AB:CD:…` */
  readonly fingerprint: string;
}

/** Where the certificate lies. */
export interface CertificateFolder {
  readonly path: string;
  /** Handed over by systemd when this process started: another one comes with the next start. */
  readonly isHandedOver: boolean;
}

/** On a host only systemd may read the worker's files for us (`LoadCredential=`); elsewhere they belong to who runs us. */
export const certificateFolder = (
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): CertificateFolder => {
  const credentials = environment['CREDENTIALS_DIRECTORY'];
  return root === '/' && credentials !== undefined
    ? { path: credentials, isHandedOver: true }
    : { path: join(root, 'var/lib/understudy/tls'), isHandedOver: false };
};

/** @throws UnderstudyError resource when there is none that can be used */
export const readCertificate = async ({ path }: CertificateFolder): Promise<Certificate> => {
  try {
    const [certificate, key] = await Promise.all([
      readFile(join(path, 'certificate.pem'), 'utf8'),
      readFile(join(path, 'key.pem'), 'utf8'),
    ]);
    const parsed = new X509Certificate(certificate);
    if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is that of another certificate');
    return { certificate, key, fingerprint: parsed.fingerprint256 };
  } catch (cause) {
    throw new UnderstudyError('resource', `The certificate in ${path} cannot be used: ${reasonOf(cause)}`, {
      hint: 'the worker makes one when it starts',
      cause,
    });
  }
};
