import type { Config } from './config.ts';

/** Which settings of the witness contradict each other, each with its remedy. */
export const witnessFaults = (config: Config): string[] => {
  const { witnessEndpoints, witnessCertificate, witnessKey, witnessUser, witnessPassword } = config;
  const faults: string[] = [];
  if (witnessKey !== undefined && witnessCertificate === undefined)
    faults.push(
      'failover witness etcd key belongs to a certificate: "failover witness etcd certificate" comes first and goes last',
    );
  if (witnessPassword !== undefined && witnessUser === undefined)
    faults.push(
      'failover witness etcd password belongs to a "failover witness etcd user", which comes first and goes last',
    );
  if (witnessCertificate !== undefined && witnessEndpoints?.every((url) => url.startsWith('http:')) === true)
    faults.push(
      'failover witness etcd certificate is of no use without TLS: write the endpoints with https://, or leave it out',
    );
  return faults;
};
