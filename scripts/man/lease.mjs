import { commandLine } from '../../build/src/lease/command-line.js';
import { optionsOf } from '../reference.mjs';
import { escape, item, page, paragraph, section, usage } from '../roff.mjs';
import { files } from './files.mjs';

const statuses = [
  [0, 'stopped as it was told; the address is gone'],
  [2, 'the command line is wrong'],
];

/** understudy-lease(8). */
export const leasePage = (release) =>
  page(
    'understudy-lease',
    8,
    release,
    'lease renewer of the virtual address of an Understudy pair',
    section('SYNOPSIS', '\\fBunderstudy\\-lease\\fR ' + usage('[--root DIR]')),
    section(
      'DESCRIPTION',
      escape(`${commandLine().description()}.`),
      paragraph(
        'systemd starts it at boot, with the powers to change addresses and to send ARP and no other. The worker grants the address for five seconds at ' +
          'a time while it serves; the kernel is told to drop it when the last grant ends. So the address goes within five seconds when the worker hangs, ' +
          'and when this program does; when the worker stops serving, or ends, it goes at once.',
      ),
      paragraph(
        'Before it is taken, neighbours are asked whether somebody has it. While somebody answers it is not taken, and it is asked again every second; ' +
          '"show failover" and the journal name the hardware address. Once it is taken, neighbours are told where it is now.',
      ),
    ),
    section('OPTIONS', ...optionsOf(commandLine()).map(([flags, help]) => item(usage(flags), escape(`${help}.`)))),
    section('EXIT STATUS', ...statuses.map(([status, meaning]) => item(`\\fB${status}\\fR`, escape(`${meaning}.`)))),
    section('ENVIRONMENT', item('\\fBUNDERSTUDY_ROOT\\fR', escape('the same as --root.'))),
    section(
      'FILES',
      ...files('leaseSocket').map(([path, purpose]) => item(`\\fI${escape(path)}\\fR`, escape(`${purpose}.`))),
    ),
    section('SEE ALSO', '.BR understudy (1),', '.BR understudyd (8),', '.BR understudy.conf (5)'),
  );
