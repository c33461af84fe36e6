import { afterAll } from '@jest/globals';
import { Terminal } from './terminal.ts';

// A console that outlives a failed test would keep jest from ending.
afterAll(() => Terminal.stopAll());
