import { expect, test } from '@jest/globals';
import { UnderstudyError } from '../../src/error.ts';

test('a fault of a code that is not known here is a failure, never a success', () => {
  const fault = UnderstudyError.fromBody({ code: 'weird', message: 'x' });
  expect([fault.code, fault.message, fault.exitStatus]).toEqual(['failed', 'x', 1]);
  expect(UnderstudyError.fromBody({ code: 'toString', message: 'x' }).exitStatus).toBe(1);
});

test('a fault without words says so instead of "undefined" (console 50)', () => {
  expect(UnderstudyError.fromBody({ code: 'refused' }).message).toBe('It failed, and no reason was given');
  expect(UnderstudyError.fromBody({ code: 'refused', message: 7, hint: {} })).toMatchObject({
    exitStatus: 5,
    message: 'It failed, and no reason was given',
    hint: undefined,
  });
});
