import { fieldOf, type FieldKey } from '../config/config.ts';
import type { Draft } from './draft.ts';
import { helpOf, isNone, labelOf, readValue, type Parameter } from './parameter.ts';

const always = (): boolean => true;

const withValue = (draft: Draft, key: FieldKey, value: unknown): Draft => ({
  ...draft,
  config: { ...draft.config, [key]: value },
});

/** A setting that stands once in the configuration. */
export const fieldParameter = (
  key: FieldKey,
  { isMandatory = false }: { readonly isMandatory?: boolean } = {},
): Parameter => {
  const field = fieldOf(key);
  const mayBeAbsent = field.initial === undefined;
  return {
    words: field.words.join(' '),
    label: labelOf(field),
    help: helpOf(field),
    isSecret: false,
    isMandatory,
    isAsked: always,
    value: ({ config }) => {
      const value: unknown = config[key];
      const isUnset = value === undefined || (isMandatory && value === field.initial);
      return isUnset ? undefined : field.kind.print(value);
    },
    take: (draft, text) => {
      const value = mayBeAbsent && isNone(text) ? undefined : readValue(field, text);
      return withValue(draft, key, value);
    },
    reset: (draft) => withValue(draft, key, field.initial),
  };
};
