import { commandLine } from '../../build/src/worker/command-line.js';
import { optionsOf } from '../reference.mjs';
import { escape, item, page, paragraph, section, usage } from '../roff.mjs';
import { files } from './files.mjs';

const signals = [
  ['SIGTERM, SIGINT', 'closes the clients’ ports, stops the protected services in their order, and ends'],
  ['SIGKILL', 'nothing is lost: services and open connections end with the worker, and it starts from its state'],
];

const statuses = [
  [0, 'stopped as it was told'],
  [1, 'failed'],
  [2, 'the configuration or the command line is wrong; systemd does not start it again'],
];

/** understudyd(8). */
export const workerPage = (release) =>
  page(
    'understudyd',
    8,
    release,
    'worker of one server of an Understudy pair',
    section('SYNOPSIS', '\\fBunderstudyd\\fR ' + usage('[--root DIR] [--give-units-back]')),
    section(
      'DESCRIPTION',
      escape(
        `${commandLine().description()}. It owns all state of this server; consoles, scripts and web pages are its clients.`,
      ),
      paragraph(
        'systemd starts it at boot. It sends heartbeats to the other server, replicates on the schedule, opens and closes the ports of the clients, ' +
          'starts and stops the protected services, and decides by a table of transitions whether to take over; "show failover explain" says which of its rows decided.',
      ),
    ),
    section('OPTIONS', ...optionsOf(commandLine()).map(([flags, help]) => item(usage(flags), escape(`${help}.`)))),
    section('SIGNALS', ...signals.map(([name, what]) => item(`\\fB${escape(name)}\\fR`, escape(`${what}.`)))),
    section('EXIT STATUS', ...statuses.map(([status, meaning]) => item(`\\fB${status}\\fR`, escape(`${meaning}.`)))),
    section('ENVIRONMENT', item('\\fBUNDERSTUDY_ROOT\\fR', escape('the same as --root.'))),
    section('FILES', ...files().map(([path, purpose]) => item(`\\fI${escape(path)}\\fR`, escape(`${purpose}.`)))),
    section('SEE ALSO', '.BR understudy (1),', '.BR understudy.conf (5),', '.BR systemctl (1)'),
  );
