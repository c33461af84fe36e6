import { ignores, exceptions } from './ignores.ts';
import { failoverRows } from './rows/failover.ts';
import { operatorRows } from './rows/operator.ts';
import { recoveryRows } from './rows/recovery.ts';
import { startRows } from './rows/start.ts';
import { steadyRows } from './rows/steady.ts';
import type { Ignore, Row } from './row.ts';

/** Every transition there is. */
export const rows: readonly Row[] = [...startRows, ...steadyRows, ...failoverRows, ...operatorRows, ...recoveryRows];

/** The order in which they are tried: the first match wins. */
export const entries: readonly (Row | Ignore)[] = [...exceptions, ...rows, ...ignores];
