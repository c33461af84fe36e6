import { addressPart } from './address-value.ts';
import { addressOf, type Config } from './config.ts';

/** Which two settings of the pair's addresses and interfaces contradict each other (E2, E3), each with its remedy. */
export const addressFaults = (config: Config): string[] => {
  const { virtualAddress, healthMonitorInterface: health, directConnectInterface: direct } = config;
  const faults: string[] = [];
  if (direct !== undefined && direct === health)
    faults.push(
      `failover direct-connect interface ${direct} is the health monitor interface: name the interface of the second link, or "none"`,
    );
  if (virtualAddress === undefined) return faults;
  const address = addressPart(virtualAddress);
  const owner = Object.entries(config.trustedHosts).find(([name, host]) => addressOf(name, host) === address);
  if (owner !== undefined)
    faults.push(
      `failover virtual-address ${address} is the address of trusted-host ${owner[0]}: the virtual address is a third one, which moves between the two`,
    );
  if (config.healthAddress === address)
    faults.push(
      `health-page address ${address} is the virtual address: name this server's own address, or 0.0.0.0, so that the standby's pages can be asked, too`,
    );
  return faults;
};
