import type { ClockStatus } from '../../control/host-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import { spanOf } from '../text/time.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `*01:12:03.123 GMT Sat Nov 21 2026`: as in IOS a star marks a clock that nobody keeps right. */
const clockLine = ({ now, synchronized }: ClockStatus): string => {
  const at = new Date(now);
  const date = `${days[at.getUTCDay()] ?? ''} ${months[at.getUTCMonth()] ?? ''} ${at.getUTCDate()} ${at.getUTCFullYear()}`;
  return `${synchronized === false ? '*' : ''}${now.slice(11, 23)} GMT ${date}`;
};

const sourceOf = ({ synchronized }: ClockStatus, paint: Paint): string => {
  if (synchronized === null) return 'This host does not say whether time servers keep it right';
  return synchronized ? 'Time servers keep it right' : paint.warn('No time server keeps it right');
};

const peerLine = ({ peer, maxDifferenceMs }: ClockStatus, paint: Paint): string[] => {
  if (peer === null) return [];
  const off = Math.round(peer.differenceMs);
  const text = off === 0 ? 'shows the same time' : `is ${spanOf(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
  const isFar = Math.abs(off) > maxDifferenceMs;
  return [
    `The clock of ${peer.host} ${isFar ? paint.bad(text) : text}; up to ${spanOf(maxDifferenceMs)} replication is allowed`,
  ];
};

/** `show clock` (E11). */
export const showClock = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.clock();
  return {
    data,
    text: (paint) =>
      [
        clockLine(data),
        sourceOf(data, paint),
        `The time zone of this host is ${data.timeZone}`,
        ...peerLine(data, paint),
      ].join('\n'),
  };
};
