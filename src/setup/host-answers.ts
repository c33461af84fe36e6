import { readHostLines, type HostAnswers } from '../config/host-lines.ts';
import type { LineFault } from '../config/lines.ts';
import { secretMask } from '../config/secret-mask.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { Current, Draft } from './draft.ts';
import { withHostAnswers } from './host-draft.ts';

interface HostTaken {
  readonly draft: Draft;
  /** The lines for the configuration, each where it was. */
  readonly rest: readonly string[];
  readonly faults: readonly LineFault[];
}

/** The name is a setting of the configuration, too: it alone is no reason to refuse anything. */
const isAboutHost = (answers: HostAnswers): boolean =>
  Object.keys(answers).some((key) => !['hostname', 'interfaces'].includes(key)) ||
  Object.keys(answers.interfaces).length > 0;

const isAboutNetwork = ({ interfaces, defaultGateway }: HostAnswers): boolean =>
  Object.keys(interfaces).length > 0 || defaultGateway !== undefined;

const noHost = new UnderstudyError(
  'refused',
  'This worker has a folder (--root) and no host: the answers about the host cannot be applied',
  {
    hint: 'leave out domain name, interfaces, gateway, name servers, time zone, NTP servers and username',
  },
);

const maskedPassword: LineFault = {
  line: 0,
  message: `username: ${secretMask} stands for a password that is not shown: type the password, or leave the line out`,
};

/** Takes the lines about the host out of the answers. @throws UnderstudyError refused for what cannot be set here */
export const takeHostLines = (current: Current, draft: Draft, lines: readonly string[]): HostTaken => {
  const { answers, rest, faults: bad } = readHostLines(lines);
  const faults = answers.administrator?.password === secretMask ? [...bad, maskedPassword] : bad;
  const { host } = draft;
  if (host === undefined) {
    if (isAboutHost(answers)) throw noHost;
    return { draft, rest, faults };
  }
  const { manager, managerReason } = current.host;
  if (manager === null && isAboutNetwork(answers))
    throw new UnderstudyError(
      'refused',
      `The interfaces cannot be set: ${managerReason ?? 'nothing known configures them'}`,
      {
        hint: 'leave "interface" and "ip default-gateway" out of the answers',
      },
    );
  const { ntpReason } = current.host;
  if (ntpReason !== null && answers.ntpServers !== undefined)
    throw new UnderstudyError('refused', `The NTP servers cannot be set: ${ntpReason}`, {
      hint: 'leave "ntp server" out of the answers',
    });
  try {
    return { draft: { ...draft, host: withHostAnswers(host, answers) }, rest, faults };
  } catch (error) {
    return { draft, rest, faults: [...faults, { line: 0, message: reasonOf(error) }] };
  }
};
