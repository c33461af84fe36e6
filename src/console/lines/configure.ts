import type { Block, Operator, Outcome } from '../../commands/declaration.ts';
import type { Resolution } from '../../commands/resolve.ts';
import { leaveBlock } from '../../commands/session/block.ts';
import { keptReference } from '../../config/kept-reference.ts';
import { secretMask } from '../../config/secret-mask.ts';
import { typedSecret } from '../../config/typed-secret.ts';
import { UnderstudyError } from '../../error.ts';
import type { Performer } from './perform.ts';

/** The entry that is open behind a statement of the configuration. */
export const blockBehind = ({ leaf, values }: Resolution, block: Block | undefined): Block | undefined => {
  if (leaf.kind !== 'statement' || leaf.isPart === true) return block;
  const { opens } = leaf;
  return opens === undefined ? undefined : { ...opens, name: values[0] ?? '', waiting: [], missing: [] };
};

/** The line that opens the block. */
export const titleOf = ({ words, name }: Block): string => `${words} ${name}`;

/** Statements of the configuration, applied together: all of them or none. */
export const configureLines = async (lines: readonly string[], { client }: Performer): Promise<Outcome> => {
  const answer = await client.configure(lines);
  return { data: answer, text: () => '', warnings: answer.warnings };
};

/** So often somebody may mistype a new secret. */
const rounds = 3;

/** Asks for a new secret twice, without echo. */
const askNewSecret = async (operator: Operator, words: string): Promise<string> => {
  if (!operator.canAnswer)
    throw new UnderstudyError(
      'usage',
      `Incomplete command: "${words}" needs the secret behind it where there is no terminal`,
    );
  for (let round = 1; round <= rounds; round++) {
    const secret = await operator.askSecret('Secret: ');
    const again = secret === undefined || secret === '' ? secret : await operator.askSecret('Repeat the secret: ');
    if (secret === undefined || again === undefined)
      throw new UnderstudyError('interrupted', 'Interrupted: the secret was not changed');
    if (secret === '') operator.note('% You must enter a value.');
    else if (secret === again) return secret;
    else if (round < rounds) operator.note('% The two values do not match.  Please try again.');
  }
  throw new UnderstudyError('usage', `Not typed the same twice in ${rounds} attempts: the secret was not changed`, {
    hint: `type "${words}" to try again`,
  });
};

/** True for a value that is stored as it is: the mask pasted back leaves the secret alone, a hash or a reference is none. */
export const isStored = (secret: string): boolean =>
  secret === secretMask || /^scrypt\$/.test(secret) || keptReference.test(secret);

const setSecret = async (words: string, resolution: Resolution, performer: Performer): Promise<Outcome> => {
  const { client, operator } = performer;
  const [typed] = resolution.values;
  const given = typed === undefined ? undefined : typedSecret(typed, words);
  if (given !== undefined && isStored(given)) return configureLines([`${words} ${given}`], performer);
  const secret = given ?? (await askNewSecret(operator, words));
  const answer = await (words === 'enable secret' ? client.setEnableSecret(secret) : client.keepSecret(words, secret));
  return { data: answer, text: () => '', warnings: answer.warnings };
};

/** The lines before the last have been accepted already: of what is refused only the reason is told. */
const refusalOfLast = (error: unknown): never => {
  if (!(error instanceof UnderstudyError)) throw error;
  throw new UnderstudyError(error.code, error.message.replace(/^line \d+: /, ''), { hint: error.hint, cause: error });
};

/** A line within an entry, or the one that opens it. The lines of a new entry wait here until the worker finds it whole. */
const setPart = async (resolution: Resolution, { client, session }: Performer): Promise<Outcome> => {
  const next = blockBehind(resolution, session.block);
  if (next === undefined) throw new Error('a part without its entry');
  const isHere = next === session.block;
  const before = !isHere ? [] : next.waiting.length > 0 ? next.waiting : [titleOf(next)];
  const lines = [...before, resolution.full];
  const answer = await client.configure(lines, { mayBeOpen: true }).catch(refusalOfLast);
  const left = isHere ? [] : leaveBlock(session);
  const { missing } = answer;
  session.block = { ...next, waiting: missing.length > 0 ? lines : [], missing };
  return { data: answer, text: () => '', warnings: [...left, ...answer.warnings] };
};

/**
 * One statement of the configuration. The mode is left as it is where the statement is refused (FRR #7465); a statement from
 * outside an open entry leaves that.
 */
export const performStatement = async (resolution: Resolution, performer: Performer): Promise<Outcome> => {
  const { leaf, full } = resolution;
  if (leaf.kind === 'statement' && (leaf.isPart === true || leaf.opens !== undefined))
    return setPart(resolution, performer);
  const secretWords = leaf.kind === 'statement' ? leaf.secretWords : undefined;
  const outcome = await (secretWords === undefined
    ? configureLines([full], performer)
    : setSecret(secretWords, resolution, performer));
  return { ...outcome, warnings: [...leaveBlock(performer.session), ...(outcome.warnings ?? [])] };
};
