import { z } from 'zod';
import { keptReference } from './kept-reference.ts';
import { kind, type ValueKind } from './value.ts';

/** A secret that has to be used, and so cannot be hashed: the configuration only says which one of those kept apart it is. */
export const keptSecret: ValueKind<string> = kind(
  'SECRET',
  z
    .string()
    .regex(keptReference, 'a secret that is used is typed in the console, which keeps it apart from the configuration'),
  (text) => text,
  String,
);
