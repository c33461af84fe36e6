import type { LogLines } from '../../control/shapes.ts';
import type { Call, Outcome } from '../declaration.ts';

const defaultLines = 100;

const amountOf = ({ values }: Call): number => Number(values['lines'] ?? defaultLines);

const outcomeOf = (data: LogLines): Outcome => ({
  data,
  text: () => (data.lines.length === 0 ? 'The log is empty' : data.lines.join('\n')),
  verbatim: true,
});

/** `show logging`: heartbeat activity as it was written (E1). */
export const showLog = async (call: Call): Promise<Outcome> => outcomeOf(await call.client.log(amountOf(call)));

/** `show logging worker`: start, stop, commands and faults of the worker. */
export const showWorkerLog = async (call: Call): Promise<Outcome> =>
  outcomeOf(await call.client.workerLog(amountOf(call)));

/** `show logging service NAME`: what a protected service prints. */
export const showServiceLog = async (call: Call): Promise<Outcome> =>
  outcomeOf(await call.client.serviceLog(call.values['name'] ?? '', amountOf(call)));
