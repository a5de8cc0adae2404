/** Scenario `streams`: a thousand slow streams open at once, of Signalbox and of the bare pass-through. */

import { setTimeout as wait } from 'node:timers/promises';
import { requestOf } from '../cases.ts';
import { BENCH_KEY } from '../policy.ts';
import { CHAT_PATH } from '../provider.ts';
import type { Running } from '../workerd.ts';
import { type Answered, type Asked, clientOf } from './client.ts';
import { closedLoop } from './loads.ts';
import { type Finding, judged, type Line, megabytes, milliseconds, told } from './report.ts';
import { heldNow } from './sampling.ts';
import { startBare, startSignalbox, type Workplace } from './service.ts';
import { slowed } from './slowed.ts';

const USERS = 100;
const PAUSE_MS = 1000;
/** After the last has opened: by then what opening them took has been given back. */
const SETTLE_MS = 2000;
/** A tenth of a second apart. */
const SAMPLES = 80;
const WARM_UP = { connections: 100, seconds: 15 };
/** So many at a time, so that no stream waits for its beginning behind a thousand. */
const OPENING = 32;
/** Of the bare Worker's, where the formats agree. */
const RATIO = 1.5;

interface Held {
  readonly bytes: number;
  /** In words, of those that did not come whole. */
  readonly failures: readonly string[];
  /** Events of all streams together in each whole second in which all were open; none where they never were at once. */
  readonly perSecond: readonly number[];
  readonly lastOpenMs: number;
}

export async function streams(place: Workplace, count: number, seconds: number): Promise<Finding> {
  const bare = await measured(await startBare(place), count, seconds, 'auto');
  const same = await measured(await startSignalbox(place), count, seconds, 'auto');
  const foreign = await measured(await startSignalbox(place), count, seconds, 'foreign');
  const perThousand = ({ bytes }: Held) => megabytes((bytes / count) * 1000);
  const ratio = same.bytes / bare.bytes;
  return {
    scenario: `${count} open streams`,
    lines: [
      told('memory per 1,000, bare', perThousand(bare)),
      judged(
        'memory per 1,000',
        `${perThousand(same)}, ${ratio.toFixed(2)} x bare`,
        `at most ${RATIO} x bare`,
        ratio <= RATIO,
      ),
      told(
        'memory per 1,000, another format',
        `${perThousand(foreign)}, ${(foreign.bytes / bare.bytes).toFixed(2)} x bare`,
      ),
      ...(
        [
          ['bare', bare],
          ['same format', same],
          ['another format', foreign],
        ] as const
      ).flatMap(([name, held]) => judgements(name, held, count)),
    ],
  };
}

function judgements(name: string, { failures, perSecond, lastOpenMs }: Held, count: number): Line[] {
  const found =
    perSecond.length === 0
      ? 'the first ended before the last was open'
      : `${Math.min(...perSecond)} to ${Math.max(...perSecond)} in ${perSecond.length} s`;
  return [
    judged(
      `${name}: streams that did not come whole`,
      [String(failures.length), ...failures.slice(0, 2)].join('; '),
      'none',
      failures.length === 0,
    ),
    judged(
      `${name}: events in a second`,
      `${found}; the last was open after ${milliseconds(lastOpenMs)}`,
      // An event each second and of each stream: what is held back comes later in heaps.
      `${count} give or take a fifth: sent on as they come`,
      perSecond.length > 0 && perSecond.every((events) => events >= count * 0.8 && events <= count * 1.2),
    ),
  ];
}

async function measured(running: Running, count: number, seconds: number, model: string): Promise<Held> {
  const client = clientOf(running.url, count);
  let at = 0;
  const asking = (events: number, pauseMs: number): Asked => {
    at += 1;
    const { body } = requestOf({ name: model, events, promptBytes: 1600, connections: 1, model }, at);
    const slow = slowed(body, pauseMs);
    const user = `streams-${at % USERS}`;
    return { method: 'POST', path: CHAT_PATH, key: BENCH_KEY, user, body: slow, stream: true, leavesAfter: null };
  };
  try {
    await closedLoop(client, WARM_UP, () => ({ kind: 'stream of 22', asked: asking(22, 0) }));
    const before = await heldNow(running.pid);
    const begun = performance.now();
    const heard: number[] = [];
    const hear = () => {
      const second = Math.floor((performance.now() - begun) / 1000);
      heard[second] = (heard[second] ?? 0) + 1;
    };
    let opened = 0;
    let firstEndMs = Number.POSITIVE_INFINITY;
    const ended: Promise<Answered>[] = [];
    /** Resolves when the stream has begun, or has ended without. */
    const open = (): Promise<void> =>
      new Promise((begin) => {
        const answering = client.ask(asking(seconds, PAUSE_MS), () => {
          hear();
          begin();
        });
        ended.push(answering);
        void answering.then(() => {
          firstEndMs = Math.min(firstEndMs, performance.now() - begun);
          begin();
        });
      });
    const opener = async (): Promise<void> => {
      while (opened < count) {
        opened += 1;
        await open();
      }
    };
    await Promise.all(Array.from({ length: OPENING }, opener));
    const lastOpenMs = performance.now() - begun;
    await wait(SETTLE_MS);
    const bytes = (await heldNow(running.pid, SAMPLES)) - before;
    const all = await Promise.all(ended);
    const perSecond = Array.from(heard, (events) => events ?? 0);
    return {
      ...{ bytes, lastOpenMs },
      failures: all
        .filter(({ ending }) => ending !== 'whole')
        .map(({ status, text, fault }) => `${status} ${fault ?? text.slice(0, 200)}`),
      perSecond: perSecond.slice(Math.ceil(lastOpenMs / 1000), Math.floor(firstEndMs / 1000)),
    };
  } finally {
    await client.close();
    await running.stop();
  }
}
