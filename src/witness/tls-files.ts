import { readFile } from 'node:fs/promises';
import { reasonOf, UnderstudyError } from '../error.ts';

/** Where they lie, each optional: the certificates that are trusted, and our own with its key. */
export interface TlsPaths {
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export interface TlsContents {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A renewed certificate is taken up without anybody saying so. */
const rereadMs = 60_000;

const contentsOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UnderstudyError('resource', `${path} cannot be read: ${reasonOf(cause)}`, {
      hint: 'put the file there, readable for root, or name another one in the configuration',
      cause,
    });
  }
};

/** The files of a TLS connection, read again once a minute. */
export class TlsFiles {
  readonly #paths: TlsPaths;
  #contents: TlsContents = {};
  #readAtMs = -Infinity;

  constructor(paths: TlsPaths) {
    this.#paths = paths;
  }

  /** The same object as long as no file has changed. @throws UnderstudyError resource naming the file */
  async read(): Promise<TlsContents> {
    if (performance.now() - this.#readAtMs < rereadMs) return this.#contents;
    const { ca, certificate, key } = this.#paths;
    const contents = {
      ...(ca === undefined ? {} : { ca: await contentsOf(ca) }),
      ...(certificate === undefined ? {} : { cert: await contentsOf(certificate) }),
      ...(key === undefined ? {} : { key: await contentsOf(key) }),
    };
    this.#readAtMs = performance.now();
    if (JSON.stringify(contents) !== JSON.stringify(this.#contents)) this.#contents = contents;
    return this.#contents;
  }
}
