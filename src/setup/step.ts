import type { Draft } from './draft.ts';
import type { Group } from './group.ts';
import type { Parameter } from './parameter.ts';

export type Choice = 'yes' | 'skip' | 'default';

/** Whether to configure a group. */
export interface GroupStep {
  readonly kind: 'group';
  readonly id: string;
  readonly group: Group;
}

/** One of its parameters. */
export interface ParameterStep {
  readonly kind: 'parameter';
  readonly id: string;
  readonly group: Group;
  readonly parameter: Parameter;
}

/** The prompt that comes next. */
export type Step = GroupStep | ParameterStep;

export const groupStep = (group: Group): Step => ({ kind: 'group', id: `configure ${group.title}`, group });
/** What was said of one trusted host is nothing to offer for another. */
export const idOf = ({ words, about }: Parameter, draft: Draft): string => {
  const whose = about?.(draft);
  return whose === undefined ? words : `${words} of ${whose}`;
};

export const parameterStep = (group: Group, parameter: Parameter, draft: Draft): Step => ({
  kind: 'parameter',
  id: idOf(parameter, draft),
  group,
  parameter,
});
