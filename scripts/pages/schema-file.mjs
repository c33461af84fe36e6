/** The file under docs/schemas that describes what a command prints with `--json`. */
export const schemaFileOf = (words) => `${words.replaceAll(' ', '-')}.json`;
