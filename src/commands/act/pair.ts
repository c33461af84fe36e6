import type { PairingProposal, PrimaryPlace } from '../../control/pairing-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { parsePairHost } from '../pair-host.ts';
import { pairedText, proposalLines, rolesSentence } from '../text/pairing.ts';
import { agree, asks } from './agree.ts';
import { testStatus } from './test-connection.ts';

const interrupted = (): UnderstudyError => new UnderstudyError('interrupted', 'Interrupted: nothing was changed');

/** Never an argument: a command line is seen by others, and kept. */
const askCode = async ({ operator }: Call, host: string): Promise<string> => {
  if (operator.canAnswer) {
    const typed = await operator.ask(`Pairing code that ${host} shows: `);
    if (typed === undefined) throw interrupted();
    return typed;
  }
  const read = await operator.readLine?.();
  if (read !== undefined) return read;
  throw new UnderstudyError('usage', '"failover pair HOST" asks for the code, and there is nobody to answer', {
    hint: 'give it on standard input: understudy failover pair HOST --yes < FILE',
  });
};

/** As it is there are two Primaries, or none: the operator says which it shall be. */
const choosePrimary = async (call: Call, { own, peer, primary, isOpen }: PairingProposal): Promise<PrimaryPlace> => {
  if (!isOpen || !asks(call)) return primary;
  const byName: Readonly<Record<string, PrimaryPlace>> = {
    '': primary,
    [own.hostname]: 'here',
    [peer.hostname]: 'there',
  };
  const initial = primary === 'here' ? own.hostname : peer.hostname;
  for (;;) {
    const answer = await call.operator.ask(
      `Which one is to be the Primary? [${peer.hostname}/${own.hostname}] (${initial}): `,
    );
    if (answer === undefined) throw interrupted();
    const place = byName[answer.trim().toLowerCase()];
    if (place !== undefined) return place;
    call.operator.note(`% Please answer '${peer.hostname}' or '${own.hostname}'.`);
  }
};

const agreeTo = async (call: Call, proposal: PairingProposal): Promise<PrimaryPlace> => {
  for (const line of proposalLines(proposal)) call.operator.note(line);
  const primary = await choosePrimary(call, proposal);
  const roles = rolesSentence(proposal, primary);
  if (asks(call)) {
    call.operator.note(roles);
    await agree(call);
  } else if (proposal.isOpen && !call.assumeYes) {
    throw new UnderstudyError('refused', `Nobody has agreed to it: ${roles}`, {
      hint: 'add --yes to agree; nothing was changed',
    });
  }
  return primary;
};

/** `failover pair HOST`: asks for the code that the other server shows, says what would be done, and does it (E10). */
const pairWith = async (call: Call): Promise<Outcome> => {
  const where = parsePairHost(call.values['host'] ?? '');
  const { client, operator } = call;
  const code = await askCode(call, where.host);
  operator.progress(`Asking ${where.host} ...`);
  const proposal = await client.proposePairing({ ...where, code }).finally(() => operator.progress(''));
  let primary: PrimaryPlace;
  try {
    primary = await agreeTo(call, proposal);
  } catch (error) {
    await client.abandonPairing().catch(() => undefined);
    throw error;
  }
  operator.progress(`Pairing with ${proposal.peer.hostname}, and testing the connection in both directions ...`);
  const data = await client.commitPairing(proposal.id, primary).finally(() => operator.progress(''));
  return {
    data,
    text: (paint) => pairedText(data, paint),
    warnings: data.warnings,
    status: testStatus(data.test),
  };
};

/** `failover pair [HOST]`. */
export const pair = async (call: Call): Promise<Outcome> =>
  call.values['host'] === undefined ? (await import('./pair-code.ts')).showPairingCode(call) : pairWith(call);
