import type { ServiceAction } from '../../control/client.ts';
import type { Call, Outcome } from '../declaration.ts';
import { serviceDetails } from '../text/service.ts';

/** A service that is not running, asked for its status: the pair is as it should be, so this is an answer and no failure. */
export const controlService = async ({ client, values, nowMs }: Call): Promise<Outcome> => {
  const action = (values['action'] ?? 'status') as ServiceAction;
  const answer = await client.service(values['name'] ?? '', action);
  const { service } = answer;
  const status = `${service.name} is ${service.state}${serviceDetails(service, nowMs)}`;
  const text = action === 'status' || answer.message === '' ? status : answer.message;
  return {
    data: answer,
    text: (paint) => (service.state === 'failed' ? paint.bad(text) : text),
    warnings: answer.warnings,
  };
};
