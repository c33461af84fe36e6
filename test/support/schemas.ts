import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const folder = join(import.meta.dirname, '../../docs/schemas');

/** `show-failover` and so on. */
export const schemaNames = (): string[] =>
  readdirSync(folder)
    .map((file) => file.replace(/\.json$/, ''))
    .sort();

/** A release may add keys, so the schemas allow more than they name; this one may not add any without its schema. */
const strictly = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(strictly);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, strictly(part)]));
  // Of joined types each names a part of the keys only.
  return 'properties' in parts && !('allOf' in parts) ? { additionalProperties: false, ...parts } : parts;
};

const ajv = new Ajv({ strict: false, allErrors: true });

/** Where data differs from the schema of a command; also a key that the schema does not name. */
export const faultsIn = (words: string, data: unknown): string[] => {
  const path = join(folder, `${words.replaceAll(' ', '-')}.json`);
  const validate = ajv.compile(strictly(JSON.parse(readFileSync(path, 'utf8'))) as object);
  validate(JSON.parse(JSON.stringify(data)));
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${words}${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`,
  );
};
