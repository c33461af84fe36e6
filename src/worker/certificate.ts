import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { readIfThere, writeDurably } from '../durable-file.ts';

export interface Certificate {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
}

const validYears = 10;
const renewBeforeMs = 30 * 86_400_000;

const isUsable = (pem: string, hostname: string): boolean => {
  const certificate = new X509Certificate(pem);
  return certificate.checkHost(hostname) !== undefined && Date.parse(certificate.validTo) - Date.now() > renewBeforeMs;
};

/** The certificate of the health pages: what is installed under these paths, or a self-signed one made now. */
export const ensureCertificate = async (
  paths: { certificate: string; certificateKey: string },
  hostname: string,
): Promise<Certificate> => {
  const [certificate, key] = await Promise.all([readIfThere(paths.certificate), readIfThere(paths.certificateKey)]);
  if (certificate !== undefined && key !== undefined && isUsable(certificate, hostname)) return { certificate, key };
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
