import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { generate } from 'selfsigned';
import { reasonOf } from '../../error.ts';
import { readIfThere, writeDurably } from '../../durable-file.ts';

export interface Certificate {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
}

const validYears = 10;
const renewBeforeMs = 30 * 86_400_000;

/** Throws what is wrong with a file that is no certificate, or no key to it. */
const isUsable = (pem: string, key: string, hostname: string): boolean => {
  const certificate = new X509Certificate(pem);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is that of another certificate');
  return certificate.checkHost(hostname) !== undefined && Date.parse(certificate.validTo) - Date.now() > renewBeforeMs;
};

/** The certificate of the health pages: what is installed under these paths, or a self-signed one made now. */
export const ensureCertificate = async (
  paths: { certificate: string; certificateKey: string },
  hostname: string,
  onDamaged: (sentence: string) => void = () => undefined,
): Promise<Certificate> => {
  const [certificate, key] = await Promise.all([readIfThere(paths.certificate), readIfThere(paths.certificateKey)]);
  if (certificate !== undefined && key !== undefined) {
    try {
      if (isUsable(certificate, key, hostname)) return { certificate, key };
    } catch (error) {
      await rename(paths.certificate, `${paths.certificate}.damaged`);
      await rename(paths.certificateKey, `${paths.certificateKey}.damaged`);
      onDamaged(
        `${paths.certificate} cannot be used (${reasonOf(error)}): it is set aside as .damaged, and a new one is made`,
      );
    }
  }
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + validYears);
  const made = await generate([{ name: 'commonName', value: hostname }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: hostname }] },
    ],
  });
  await writeDurably(paths.certificateKey, made.private, 0o600);
  await writeDurably(paths.certificate, made.cert, 0o644);
  return { certificate: made.cert, key: made.private };
};
