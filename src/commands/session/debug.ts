import type { Debugging, DebugTopic } from '../../control/session-shapes.ts';
import { outcomeOf } from '../act/answer.ts';
import type { Call, Outcome } from '../declaration.ts';

/** `debug heartbeat`, `no debug heartbeat`, `no debug all`, `undebug all`: it ends with the console, too. */
export const setDebug = async ({ client }: Call, topic: DebugTopic | 'all', on: boolean): Promise<Outcome> =>
  outcomeOf(await client.debug(topic, on));

const titles: Readonly<Record<DebugTopic, string>> = { heartbeat: 'Heartbeat debugging is on' };

/** `show debugging`. */
export const showDebugging = async ({ client }: Call): Promise<Outcome> => {
  const { sessions } = await client.sessions();
  const data: Debugging = { topics: sessions.find(({ isOwn }) => isOwn)?.debug ?? [] };
  return {
    data,
    text: () =>
      data.topics.length === 0
        ? 'Nothing is shown live: "debug heartbeat" shows heartbeats'
        : data.topics.map((topic) => titles[topic]).join('\n'),
  };
};
