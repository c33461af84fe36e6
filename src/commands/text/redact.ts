import { secretMask as mask } from '../../config/secret-mask.ts';

const named = String.raw`[\w-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key|private[-_]?key)[\w-]*`;
/** Short names that are words of their own elsewhere, with whatever stands before them. */
const short = String.raw`(?:[\w-]*[-_])?(?:pass|pwd|pw|key|auth)`;
const value = String.raw`(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;]+)`;

/** What looks like a secret in a line of a log or a command line, each with what stays of it. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // Of a command line only the program stays.
  [/(\bcommand\s+"[^\s"\\]*)[\s\\](?:[^"\\]|\\.)*"/g, '$1 <arguments>"'],
  [/(\bservice\s+\S+\s+command\s+[^\s"]+)\s.+$/g, '$1 <arguments>'],
  [/scrypt\$[^\s"']+/g, mask],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${mask}@`],
  [/\b(bearer|basic|digest)\s+[\w+/=.~-]{8,}/gi, `$1 ${mask}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, mask],
  [new RegExp(String.raw`(enable secret)\s+(?!<secret>)${value}`, 'gi'), `$1 ${mask}`],
  [new RegExp(String.raw`(--?${named})(=|\s+)${value}`, 'gi'), `$1$2${mask}`],
  [new RegExp(String.raw`((?<!\S)--?${short})(=|\s+)${value}`, 'gi'), `$1$2${mask}`],
  [new RegExp(String.raw`(\b${short}=)${value}`, 'gi'), `$1${mask}`],
  [new RegExp(String.raw`((?<![^\s"'])-p)(\s*)(?=[^\s"'])${value}`, 'g'), `$1$2${mask}`],
  [/((?<!\S)(?:-u|--user)(?:=|\s+)[^\s:"']+:)[^\s"']+/g, `$1${mask}`],
  [new RegExp(String.raw`("?\b${named}"?)(\s*[=:]\s*)${value}`, 'gi'), `$1$2${mask}`],
];

const redactLine = (line: string): string =>
  patterns.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);

/** The lines without what looks like a secret; a private key goes as a whole. */
export const redact = (lines: readonly string[]): string[] => {
  let isKey = false;
  return lines.flatMap((line) => {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line)) {
      isKey = !/-----END /.test(line);
      return [mask];
    }
    if (!isKey) return [redactLine(line)];
    isKey = !/-----END [A-Z ]*PRIVATE KEY-----/.test(line);
    return [];
  });
};
