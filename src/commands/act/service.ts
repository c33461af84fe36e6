import type { ServiceAction } from '../../control/client.ts';
import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { showServiceLog } from '../show/log.ts';
import { serviceDetails, serviceParts } from '../text/service.ts';

/**
 * A service that is stopped, asked for its status: the pair is as it should be, so this is an answer and no failure. One
 * that has failed is one.
 */
const control = async ({ client, values, nowMs }: Call, action: ServiceAction): Promise<Outcome> => {
  const answer = await client.service(values['name'] ?? '', action);
  const { service } = answer;
  const status = `${service.name} is ${service.state}${serviceDetails(service, nowMs)}`;
  const parts = serviceParts(service, nowMs).map((line) => `  ${line}`);
  const text = action === 'status' || answer.message === '' ? [status, ...parts].join('\n') : answer.message;
  return {
    data: answer,
    text: (paint) => (service.state === 'failed' ? paint.bad(text) : text),
    warnings: answer.warnings,
    status: service.state === 'failed' ? 1 : 0,
  };
};

/** `service NAME start|stop|restart|status|logs` (B6). */
export const controlService = async (call: Call): Promise<Outcome> => {
  const { action = 'status', lines } = call.values;
  if (action === 'logs') return showServiceLog(call);
  if (lines === undefined) return control(call, action as ServiceAction);
  throw new UnderstudyError('usage', `"service ${call.values['name'] ?? 'NAME'} ${action}" takes no number of lines`, {
    hint: `"service ${call.values['name'] ?? 'NAME'} logs ${lines}" shows so many`,
  });
};
