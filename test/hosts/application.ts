/** The protected application on the hosts: the example, run by the runtime that is installed there. */
const installed = '/usr/lib/understudy';
const runtime = `${installed}/runtime/node`;
const ownPort = 18_080;

export const clientPort = 8080;
export const dataFolder = '/srv/app';

/** The configuration that both servers of a pair have for it, word for word. */
export const applicationLines: readonly string[] = [
  `dataset registry kind sqlite path ${dataFolder}/registry.sqlite count devices`,
  `dataset files kind files path ${dataFolder}/files`,
  `service registry command "${runtime} ${installed}/build/examples/device-registry/server.js --data ${dataFolder} --port ${ownPort}"`,
  `client-port ${clientPort} to ${ownPort}`,
];
