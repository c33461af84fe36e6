import { readRelease } from '../release.ts';

/** The release of this worker for as long as it runs, whatever is installed meanwhile. */
export const release = readRelease();
