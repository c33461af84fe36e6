import { faultFrom, faultLines } from '../output/render.ts';
import { standardError, standardOutput } from '../output/standard-stream.ts';
import { columnsOfTerminal } from '../output/wrap.ts';

/**
 * Runs a program and ends it with its exit status; what it throws goes to standard error as a sentence, or as JSON. Whatever
 * is still open, such as a connection that is kept, is not waited for.
 */
export const runToEnd = async (run: () => Promise<number>, json: boolean): Promise<never> => {
  if (standardOutput.isTTY) standardOutput.watch();
  try {
    process.exitCode = await run();
  } catch (error) {
    const fault = faultFrom(error);
    const text = json ? JSON.stringify(fault.toBody()) : faultLines(fault, columnsOfTerminal(standardError)).join('\n');
    standardError.write(`${text}\n`);
    process.exitCode = fault.exitStatus;
  }
  await Promise.all([standardOutput.written(), standardError.written()]);
  return process.exit();
};
