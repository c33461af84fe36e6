import { createServer, type Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answer } from './api.ts';
import { FileStore } from './file-store.ts';
import { Registry } from './registry.ts';
import { seedDevices, seedFiles } from './seed.ts';

const usage = `device-registry --data DIR [--port N] [--seed USB.IDS] [--seed-files TREE]

  --data DIR         where registry.sqlite and files/ are kept
  --port N           serve on this port of 127.0.0.1; 0 takes a free one
  --seed USB.IDS     fill an empty registry with the devices of this list
  --seed-files TREE  fill an empty files/ with a copy of this tree`;

const say = (sentence: string): void => console.log(`device-registry: ${sentence}`);

const readArguments = () => {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({ options: { data: option, port: option, seed: option, 'seed-files': option } });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (values.data === undefined) throw new Error('--data is missing');
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new Error('--port is no port');
  return { data: values.data, port, usbIds: values.seed, tree: values['seed-files'] };
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Ends every connection and closes the database, so that nothing is left in the write-ahead log. */
const stopOn = (signal: NodeJS.Signals, server: Server, registry: Registry): void => {
  process.once(signal, () => {
    server.close(() => registry.close());
    server.closeAllConnections();
  });
};

const main = async (): Promise<void> => {
  const { data, port, usbIds, tree } = readArguments();
  const folder = join(data, 'files');
  const registry = new Registry(join(data, 'registry.sqlite'));
  if (usbIds !== undefined) say(`${await seedDevices(registry, usbIds)} devices taken from ${usbIds}`);
  if (tree !== undefined) await seedFiles(tree, folder);
  if (port === undefined) {
    registry.close();
    return;
  }
  mkdirSync(folder, { recursive: true });
  const respond = answer({ registry, files: new FileStore(folder) });
  const server = createServer((request, response) => void respond(request, response));
  stopOn('SIGTERM', server, registry);
  stopOn('SIGINT', server, registry);
  say(`listening on 127.0.0.1:${await listen(server, port)}`);
};

main().catch((error: unknown) => {
  console.error(`device-registry: ${(error as Error).message}\n\n${usage}`);
  process.exitCode = 1;
});
