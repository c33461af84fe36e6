import { commandLine } from '../../build/src/portal/command-line.js';
import { optionsOf } from '../reference.mjs';
import { escape, item, page, paragraph, section, usage } from '../roff.mjs';
import { files } from './files.mjs';

const pages = [
  [
    '/status/status.html',
    'MOBILEIRON-STATUS: OK while this server is healthy and serves; otherwise status 503 and the reason',
  ],
  [
    '/hastatus.html',
    'MOBILEIRON-STATUS: OK (Mode: Primary) on the server that serves, OK (Mode: Standby) on one that could take over; otherwise status 503 and the reason',
  ],
];

const statuses = [
  [0, 'stopped as it was told, or the certificate has changed: systemd starts it again with the new one'],
  [1, 'failed'],
  [2, 'the command line is wrong'],
];

/** understudy-portal(8). */
export const portalPage = (release) =>
  page(
    'understudy-portal',
    8,
    release,
    'health pages of one server of an Understudy pair',
    section('SYNOPSIS', '\\fBunderstudy\\-portal\\fR ' + usage('[--root DIR]')),
    section(
      'DESCRIPTION',
      escape(`${commandLine().description()}.`),
      paragraph(
        'systemd starts it at boot, with the right to listen on ports below 1024 and no other. Where it listens it learns from the worker, and follows ' +
          '"health-page address" and "health-page ports" without a restart. It asks the worker at every probe: a worker that is down, or that does not answer ' +
          'within a second, is status 503. A port that another program has is in "show failover" and in the log of the worker, and is taken once it is free.',
      ),
    ),
    section('PAGES', ...pages.map(([path, what]) => item(`\\fB${escape(path)}\\fR`, escape(`${what}.`)))),
    section('OPTIONS', ...optionsOf(commandLine()).map(([flags, help]) => item(usage(flags), escape(`${help}.`)))),
    section('EXIT STATUS', ...statuses.map(([status, meaning]) => item(`\\fB${status}\\fR`, escape(`${meaning}.`)))),
    section('ENVIRONMENT', item('\\fBUNDERSTUDY_ROOT\\fR', escape('the same as --root.'))),
    section(
      'FILES',
      ...files('controlSocket', 'certificate', 'certificateKey').map(([path, purpose]) =>
        item(`\\fI${escape(path)}\\fR`, escape(`${purpose}.`)),
      ),
    ),
    section('SEE ALSO', '.BR understudy (1),', '.BR understudyd (8),', '.BR understudy.conf (5)'),
  );
