import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';
import { catalog } from '../../build/src/commands/catalog.js';
import { at } from '../project.mjs';
import { schemaFileOf } from './schema-file.mjs';

/** A schema for what every `show` prints with `--json`, made from the interfaces of src/control. */
const generator = createGenerator({
  path: at('src/control/*shapes.ts'),
  tsconfig: at('tsconfig.json'),
  // The compiler has checked them already.
  skipTypeCheck: true,
  topRef: false,
  // A newer release may add keys; it takes none away.
  additionalProperties: true,
});

const style = await resolveConfig(at('package.json'));
const textOf = (schema) => format(JSON.stringify(schema), { ...style, parser: 'json' });

const files = {};
for (const { words, help, shape, interactiveOnly, isLive } of catalog) {
  // What is drawn prints no data.
  if (shape === undefined || isLive === true) continue;
  const schema = {
    title: interactiveOnly === true ? `${words} | json` : `understudy ${words} --json`,
    description: help,
    ...generator.createSchema(shape),
  };
  files[schemaFileOf(words)] = await textOf(schema);
}
process.stdout.write(JSON.stringify(files));
