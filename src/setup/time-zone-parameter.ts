import { hostFieldOf } from '../config/host-field.ts';
import { withHost } from './host-draft.ts';
import { helpOf, parameter, type Parameter } from './parameter.ts';

const field = hostFieldOf('timeZone');
const initial = 'Etc/UTC';

/** The time zone of the host; schedules are in GMT whatever it is (C7). */
export const timeZoneParameter: Parameter = parameter({
  words: field.words.join(' '),
  currentName: 'timezone',
  label: 'Enter a time zone',
  help: [
    ...helpOf({ ...field, required: true }),
    'Examples: Etc/UTC, Europe/London, America/New_York, Asia/Tokyo.',
    `The initial default value is ${initial}. The schedule of synchronizations is in GMT in every zone.`,
  ],
  value: ({ host }) => host?.timeZone,
  take: (draft, text) => withHost(draft, () => ({ timeZone: String(field.kind.parse(text)) })),
  reset: (draft) => withHost(draft, () => ({ timeZone: initial })),
});
