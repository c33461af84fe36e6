import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { tokenize } from '../../config/token.ts';
import { failed, notApplicable, ok, type PlanItem } from './finding.ts';

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const canRun = async (program: string): Promise<boolean> => {
  if (isAbsolute(program)) return isExecutable(program);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return (await Promise.all(folders.map((folder) => isExecutable(join(folder, program))))).includes(true);
};

/** The guides' task 3, second half, without starting anything: what a takeover would start is there to be started. */
const startable: PlanItem['look'] = async ({ worker }) => {
  const services = Object.entries(worker.config.services);
  if (services.length === 0)
    return notApplicable('no service is configured', '"service NAME …" in configuration mode adds one');
  const [blocker] = worker.services.blockers;
  if (blocker !== undefined) return failed(blocker.sentence, blocker.remedy);
  for (const [name, { command }] of services) {
    const program = command === undefined ? undefined : tokenize(command)[0]?.text;
    if (program !== undefined && !(await canRun(program)))
      return failed(`service ${name}: ${program} cannot be run here`, 'install the application on this server');
  }
  if (worker.engine.node.phase !== 'active')
    return ok(`${services.map(([name]) => name).join(', ')} can be started here`);
  const { fault } = worker.services;
  return fault === null
    ? ok(`${services.map(([name]) => name).join(', ')}: running`)
    : failed(fault, '"show services" shows why');
};

export const serviceItems: readonly PlanItem[] = [{ name: 'services', look: startable }];
