import { z } from 'zod';
import { duration, kind, printDuration, type ValueKind } from './value.ts';

/** How long a grant counts, ms. */
export interface LeaseTime {
  /** For the holder: from before it asked. */
  readonly leaseMs: number;
  /** For the grantor: from when it was asked. */
  readonly grantMs: number;
}

/** Two clocks may run differently by a percent. */
const drift = 0.01;
/** Where only the lease is said. */
const grantPerLease = 1.2;
const lease = duration('500ms', '10m');
const grant = duration('600ms', '20m');

const isSafe = ({ leaseMs, grantMs }: LeaseTime): boolean => leaseMs * (1 + drift) < grantMs * (1 - drift);
const leastGrantMs = (leaseMs: number): number => Math.floor((leaseMs * (1 + drift)) / (1 - drift)) + 1;

/** `5s 6s`: for the holder and for the grantor (3.2). The holder has to stop before the grantor lets anybody else in. */
export const leaseTime: ValueKind<LeaseTime> = {
  ...kind<LeaseTime>(
    'TIME [GRANT]',
    z.object({ leaseMs: lease.schema, grantMs: grant.schema }).refine(isSafe, {
      error: ({ input }) =>
        `with a lease of ${printDuration((input as LeaseTime).leaseMs)} the grant has to be ${printDuration(leastGrantMs((input as LeaseTime).leaseMs))} or longer: who holds it has to stop before another one may get it, also where clocks differ by a percent`,
    }),
    (text) => {
      const [first = '', second, ...more] = text.trim().split(/\s+/);
      if (more.length > 0) throw new Error('a time and another one are needed, such as 5s 6s');
      const leaseMs = lease.parse(first);
      return { leaseMs, grantMs: second === undefined ? Math.ceil(leaseMs * grantPerLease) : grant.parse(second) };
    },
    ({ leaseMs, grantMs }) => `${printDuration(leaseMs)} ${printDuration(grantMs)}`,
  ),
};
