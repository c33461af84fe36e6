import type { Call, Outcome } from '../declaration.ts';
import { sizeOf } from '../text/amount.ts';
import { columnsOf } from '../text/columns.ts';
import { whenOf } from '../text/time.ts';

/** `dir`: the files of the console. */
export const listFiles = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.files();
  const rows = data.files.map(({ name, bytes, modified }) => [name, sizeOf(bytes), whenOf(modified, nowMs)]);
  const total = `${rows.length} ${rows.length === 1 ? 'file' : 'files'}, ${sizeOf(data.bytes)} of ${sizeOf(data.mostBytes)}`;
  return {
    data,
    text: () =>
      rows.length === 0
        ? 'There are no files: "copy running-config NAME" and "| redirect NAME" behind a command make one'
        : [...columnsOf([['Name', 'Size', 'Modified'], ...rows], 0), '', total].join('\n'),
  };
};

/** `more FILE`. */
export const showFile = async ({ client, values }: Call): Promise<Outcome> => {
  const data = await client.file(values['file'] ?? '');
  return { data, text: () => data.text.replace(/\n$/, ''), verbatim: true };
};
