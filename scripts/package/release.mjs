import { readFileSync } from 'node:fs';
import { runQuietly, Stop } from '../program.mjs';
import { at } from '../project.mjs';
import { runtimePackageFor } from './runtime.mjs';

/** Debian's name for each, and Node's. */
const architectures = { amd64: 'x64', arm64: 'arm64' };
/** Debian wants a mail address. Until package.json names an author with one, it is one that nobody can ever have (RFC 2606). */
const nobody = 'Understudy maintainers <maintainers@understudy.invalid>';

/** The author as package.json has it, in either of npm's forms, where there is an address. */
const maintainer = () => {
  const { author = '' } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const text = typeof author === 'string' ? author : `${author.name} <${author.email ?? ''}>`;
  return /^[^<>()]+ <[^<>@\s]+@[^<>@\s]+>/.exec(text)?.[0] ?? nobody;
};

/** When the commit was made, in seconds: what SOURCE_DATE_EPOCH says, or git. */
export const commitInstant = async () => {
  const told = process.env.SOURCE_DATE_EPOCH;
  if (told !== undefined && !/^\d+$/.test(told)) throw new Stop(`SOURCE_DATE_EPOCH is seconds, not "${told}".`, 2);
  if (told !== undefined) return Number(told);
  const { exitStatus, output } = await runQuietly('git', ['log', '-1', '--format=%ct']);
  if (exitStatus !== 0) {
    throw new Stop(
      `The time of the commit is not known: ${output.trim()}\nIn a tree without git, set SOURCE_DATE_EPOCH (seconds).`,
    );
  }
  return Number(output.trim());
};

/** True where this machine's runtime is the one that is packaged: a snapshot is made by the runtime that starts from it. */
export const isOurs = ({ architecture }) => architectures[architecture] === process.arch;

/**
 * All that tells one package from another: version, architecture, instant, runtime.
 *
 * @param arch this machine's when undefined @param instant in seconds; that of the commit by default
 */
export const releaseOf = async (version, arch, instant) => {
  const architecture = arch ?? Object.keys(architectures).find((name) => architectures[name] === process.arch);
  if (!Object.hasOwn(architectures, architecture))
    throw new Stop(`--arch is amd64 or arm64, not "${architecture}".`, 2);
  const runtimePackage = await runtimePackageFor(architectures[architecture]);
  return {
    version,
    architecture,
    maintainer: maintainer(),
    instant: instant ?? (await commitInstant()),
    runtimePackage,
    runtime: at(`${runtimePackage}/bin/node`),
  };
};
