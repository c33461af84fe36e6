interface FileSystemBinding {
  /** Where Node keeps what it was told of the last file. */
  readonly statValues: Float64Array;
  readonly bigintStatValues: BigInt64Array;
}

const installedRuntime = '/usr/lib/understudy/runtime/node';

/**
 * Forgets what the runtime remembers of the moment when a snapshot is made: texts, the last file that was looked at, where
 * the runtime lies. With them two builds of the same source would differ. All of it is set again at every start.
 */
export const forgetMoment = (): void => {
  /^/.exec('');
  const { binding } = process as unknown as { binding: (name: 'fs') => FileSystemBinding };
  const { statValues, bigintStatValues } = binding('fs');
  statValues.fill(0);
  bigintStatValues.fill(0n);
  // Short texts that were sent or received lie in a memory that they share.
  new Uint8Array(Buffer.from('.').buffer).fill(0);
  process.execPath = installedRuntime;
  process.argv[0] = installedRuntime;
};
