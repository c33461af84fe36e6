import type { Inventory } from '../../control/host-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { sizeOf } from '../text/amount.ts';
import { labelledOf } from '../text/columns.ts';

const textOf = (inventory: Inventory): string => {
  const { hostname, vendor, model, fingerprint, cpu, memory, disks } = inventory;
  const product = [vendor, model].filter((word) => word !== null).join(' ') || 'unknown';
  return [
    // The form that collectors of IOS inventories read.
    `NAME: "Chassis", DESCR: "${product}"`,
    `PID: ${model ?? 'unknown'}, VID: ${inventory.release}, SN: ${fingerprint ?? 'unknown'}`,
    '',
    ...labelledOf([
      ['Host', hostname],
      ['Model', product],
      ['Fingerprint', fingerprint ?? 'unknown: this host has no machine id'],
      ['Processor', `${cpu.count} x ${cpu.model} (${cpu.architecture})`],
      ['Memory', `${sizeOf(memory.totalBytes)}, ${sizeOf(memory.freeBytes)} free`],
      [
        'Disks',
        ...disks.map(
          ({ use, path, totalBytes, freeBytes }) =>
            `${use}: ${sizeOf(freeBytes)} free of ${sizeOf(totalBytes)} (${path})`,
        ),
      ],
      ['System', `${inventory.operatingSystem}, kernel ${inventory.kernel}`],
      ['Runtime', inventory.runtime],
      ['Release', inventory.release],
    ]),
  ].join('\n');
};

/** `show inventory`: what this server is made of (E9). */
export const showInventory = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.inventory();
  return { data, text: () => textOf(data) };
};
