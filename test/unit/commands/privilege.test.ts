import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Call, SessionState } from '../../../src/commands/declaration.ts';
import { disable, enable } from '../../../src/commands/session/privilege.ts';
import { Session } from '../../../src/console/lines/session.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import { ControlClient } from '../../../src/control/client.ts';
import { rootAt } from '../../../src/control/root.ts';
import { UnderstudyError } from '../../../src/error.ts';

let folder: string;
let session: SessionState;
let notes: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-privilege-'));
  session = new Session({ privileged: false, interactive: true });
  notes = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** A call of somebody who is not the administrator: the client answers from here, and there is no admin socket. */
const callOf = (client: object, secrets: readonly (string | undefined)[] | null): Call => {
  const left = [...(secrets ?? [])];
  return {
    client: { root: rootAt(folder), ...client } as unknown as ControlClient,
    values: {},
    operator: {
      canAnswer: secrets !== null,
      watches: false,
      note: (text) => void notes.push(text),
      progress: () => undefined,
      ask: () => Promise.resolve(undefined),
      askSecret: () => Promise.resolve(left.shift()),
      confirm: () => Promise.resolve(false),
      live: undefined,
      suspended: (work) => work(() => undefined),
    },
    session,
    signal: new AbortController().signal,
    assumeYes: false,
    nowMs: 0,
    paint: plain,
  };
};

const bad = new UnderstudyError('permission', 'Bad secrets');
const withSecret = { secretIsSet: () => Promise.resolve(true) };
const withoutSecret = { secretIsSet: () => Promise.resolve(false) };

test('the second of three tries may be the right one', async () => {
  const tried: string[] = [];
  const check = (secret: string): Promise<void> => {
    tried.push(secret);
    return secret === 'right' ? Promise.resolve() : Promise.reject(bad);
  };
  await enable(callOf({ ...withSecret, enable: check }, ['wrong', 'right', 'never asked']));
  expect({ tried, privileged: session.privileged }).toEqual({ tried: ['wrong', 'right'], privileged: true });
});

test('a fault other than a wrong secret ends the tries at once', async () => {
  const broken = new UnderstudyError('failed', 'The worker did not answer within 300 s');
  const call = callOf({ ...withSecret, enable: () => Promise.reject(broken) }, ['a', 'b', 'c']);
  await expect(enable(call)).rejects.toBe(broken);
  expect(session.privileged).toBe(false);
});

test('without a secret only the administrator gets in; others hear what the worker says', async () => {
  const refused = new UnderstudyError('permission', 'No password set');
  await expect(enable(callOf({ ...withoutSecret, enable: () => Promise.reject(refused) }, []))).rejects.toBe(refused);
  expect(session.privileged).toBe(false);
});

test('without a terminal no secret can be typed', async () => {
  await expect(enable(callOf(withSecret, null))).rejects.toMatchObject({ code: 'permission', exitStatus: 3 });
});

test('console 39: enabled already is nothing to do', async () => {
  session.privileged = true;
  await enable(callOf({}, null));
  expect(session.privileged).toBe(true);
});

test('B1: while the worker is down its owner is let in, so that failover mode primary can be typed', async () => {
  const client = new ControlClient(rootAt(folder));
  await enable({ ...callOf({}, []), client });
  expect(session.privileged).toBe(true);
  expect(notes).toEqual(['The worker is not running; this account owns it, so no secret is asked for']);
});

test('disable forgets the token', async () => {
  session.privileged = true;
  let forgotten = false;
  await disable(callOf({ disable: () => (forgotten = true) }, []));
  expect({ forgotten, privileged: session.privileged }).toEqual({ forgotten: true, privileged: false });
});
