import { request } from 'node:https';

/** What a load balancer sees on a health page: status and first line, or why there is no answer (F1, F2). */
export const healthPage = (port: number, path: '/status/status.html' | '/hastatus.html'): Promise<string> =>
  new Promise((resolve) => {
    // The certificate is self-signed and made at the first start; a load balancer pins it or, like us, does not look.
    const sent = request({ host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve(`${response.statusCode ?? 0} ${Buffer.concat(chunks).toString().split('\n')[0] ?? ''}`),
      );
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end();
  });
