import type { PassThrough } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import { Keyboard } from '../../../src/setup/keyboard.ts';

let keyboard: Keyboard;
beforeEach(() => {
  keyboard = new Keyboard();
});

const textOf = (input: PassThrough): string => {
  let text = '';
  for (let chunk = input.read() as Buffer | null; chunk !== null; chunk = input.read() as Buffer | null)
    text += chunk.toString();
  return text;
};

/** A prompt that listens; gives what came to it. */
const prompt = (): (() => string) => {
  const { input, listen } = keyboard.open();
  listen();
  return () => textOf(input);
};
const type = (keys: string): void => {
  for (const key of keys) keyboard.type(key);
};

test('each prompt gets the keys up to the one that ends it; what is typed ahead waits', () => {
  const first = prompt();
  type('one\rtwo\nthree\u0003four');
  expect(first()).toBe('one\r');
  expect([prompt()(), prompt()(), prompt()()]).toEqual(['two\n', 'three\u0003', 'four']);
});

test('keys that come before a prompt listens are not lost', () => {
  const { input, listen } = keyboard.open();
  type('early');
  const before = input.readableLength;
  listen();
  expect([before, textOf(input)]).toEqual([0, 'early']);
});

test('Ctrl-Z stops nothing, Tab completes nothing, and Ctrl-D leaves as Ctrl-C does', () => {
  const first = prompt();
  type('a\u001a\tb\u0004c');
  expect(first()).toBe('ab\u0003');
  expect(prompt()()).toBe('c');
});
