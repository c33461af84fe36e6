import fc from 'fast-check';

/** What the random tests of the peer start from: printed with every failure, and taken back from the environment as SEED. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

fc.configureGlobal({ seed });
