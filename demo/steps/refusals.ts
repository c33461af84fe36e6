import { otherRelease, newcomer } from '../newcomer.ts';
import type { Typed } from '../operator.ts';
import { trustLine } from '../pair-config.ts';
import type { Scene, Step } from '../scene.ts';
import type { Server } from '../server.ts';

/** A command that has to be refused with this exit status and a sentence that says `about`; standard output stays empty. */
const refused = async (
  { report }: Scene,
  server: Server,
  words: string,
  exitStatus: number,
  about: readonly RegExp[],
): Promise<Typed> => {
  const typed = await server.operator.type(words);
  report.status(typed, exitStatus);
  report.quote(typed.stderr.trimEnd());
  const isSaid = about.every((part) => part.test(typed.stderr)) && typed.stdout === '';
  report.holds(
    'refused, exit status',
    isSaid,
    String(typed.exitStatus),
    `a sentence with ${about.join(' and ')} on standard error`,
  );
  return typed;
};

const refuseNewcomer = async (scene: Scene, core3: Server): Promise<void> => {
  const { core1, report } = scene;
  const release = (await core1.operator.read<{ release: string }>('show version')).release;
  await core3.operator.type('failover mode secondary');
  report.status(
    await core3.operator.run('-c "configure terminal" -c "trusted-host core1 …"', [
      '-c',
      'configure terminal',
      '-c',
      await trustLine(core1),
    ]),
    0,
  );
  await refused(scene, core3, 'failover sync core1', 5, [/refus|trust/i]);
  report.status(
    await core1.operator.run('-c "configure terminal" -c "trusted-host core3 …"', [
      '-c',
      'configure terminal',
      '-c',
      await trustLine(core3),
    ]),
    0,
  );
  await refused(scene, core3, 'failover sync core1', 5, [
    new RegExp(release.replaceAll('.', '\\.')),
    new RegExp(otherRelease.replaceAll('.', '\\.')),
  ]);
  report.status(
    await core1.operator.run('-c "configure terminal" -c "no trusted-host core3"', [
      '-c',
      'configure terminal',
      '-c',
      'no trusted-host core3',
    ]),
    0,
  );
};

const play = async (scene: Scene): Promise<void> => {
  const { core2, report } = scene;
  await refused(scene, core2, 'failover mode third', 2, [/Invalid input detected at '\^' marker/]);
  await refused(scene, core2, 'failover sync nowhere.example', 2, [/nowhere\.example/]);
  const startedMs = performance.now();
  const core3 = await newcomer(scene);
  try {
    report.done(
      `a third server, core3, is started with release ${otherRelease}; nobody trusts it`,
      performance.now() - startedMs,
    );
    await refuseNewcomer(scene, core3);
  } finally {
    await core3.stop();
  }
};

export const refusals: Step = { title: 'What is wrong is refused, with a sentence and an exit status', play };
