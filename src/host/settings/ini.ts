/** A section of a file of systemd, with its lines as they stand there, comments too. */
export interface Section {
  readonly name: string;
  readonly lines: readonly string[];
}

/** `Address=10.1.2.3/24` as its two halves; undefined for comments and empty lines. */
export const settingIn = (line: string): readonly [key: string, value: string] | undefined => {
  const match = /^\s*([A-Za-z0-9-]+)\s*=\s*(.*?)\s*$/.exec(line);
  return match === null || /^\s*[#;]/.test(line) ? undefined : [match[1] ?? '', match[2] ?? ''];
};

export const readSections = (text: string): Section[] => {
  const sections: { name: string; lines: string[] }[] = [];
  // A line that ends in a backslash goes on below.
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? [];
    if (name !== undefined) sections.push({ name, lines: [] });
    else if (line.trim() !== '') sections.at(-1)?.lines.push(line);
  }
  return sections;
};

export const printSections = (sections: readonly Section[]): string =>
  `${sections.map(({ name, lines }) => [`[${name}]`, ...lines].join('\n')).join('\n\n')}\n`;

/** Every value of a key in all sections of that name, in their order; an empty one takes back those before it. */
export const valuesIn = (sections: readonly Section[], name: string, key: string): string[] => {
  const values: string[] = [];
  for (const section of sections.filter((one) => one.name === name)) {
    for (const line of section.lines) {
      const [found, value = ''] = settingIn(line) ?? [];
      if (found !== key) continue;
      if (value === '') values.length = 0;
      else values.push(value);
    }
  }
  return values;
};
