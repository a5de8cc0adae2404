/** Scenario `streams`: a thousand slow streams open at once, of Signalbox and of the bare pass-through. */

import { requestOf } from '../cases.ts';
import { BENCH_KEY } from '../policy.ts';
import { CHAT_PATH } from '../provider.ts';
import type { Running } from '../workerd.ts';
import { type Asked, clientOf } from './client.ts';
import { closedLoop } from './loads.ts';
import { type Finding, judged, type Line, megabytes, milliseconds, told } from './report.ts';
import { heldNow } from './sampling.ts';
import { startBare, startSignalbox, type Workplace } from './service.ts';

const USERS = 100;
const PAUSE_MS = 1000;
const WARM_UP = { connections: 50, seconds: 5 };
/** Of the bare Worker's, where the formats agree. */
const RATIO = 1.5;

interface Held {
  readonly bytes: number;
  readonly complete: number;
  /** The least number of events that came in any second in the middle, all streams together, and the most. */
  readonly perSecond: readonly [least: number, most: number];
  readonly firstByteMs: number;
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

function judgements(name: string, { complete, perSecond: [least, most], firstByteMs }: Held, count: number): Line[] {
  return [
    judged(`${name}: streams that came whole`, String(complete), 'all', complete === count),
    judged(
      `${name}: events in a second, least and most`,
      `${least}, ${most}; last first byte after ${milliseconds(firstByteMs)}`,
      // An event each second and of each stream: what is held back comes later in heaps.
      `${count} give or take a fifth: sent on as they come`,
      least >= count * 0.8 && most <= count * 1.2,
    ),
  ];
}

async function measured(running: Running, count: number, seconds: number, model: string): Promise<Held> {
  const client = clientOf(running.url, count);
  let at = 0;
  const asking = (events: number, pauseMs: number): Asked => {
    at += 1;
    const { body } = requestOf({ name: model, events, promptBytes: 1600, connections: 1, model }, at);
    const slow = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), seed: pauseMs }));
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
    const answers = Array.from({ length: count }, () => client.ask(asking(seconds, PAUSE_MS), hear));
    // Past the half all are open and none has ended.
    await new Promise((resolve) => setTimeout(resolve, seconds * 600));
    const bytes = (await heldNow(running.pid)) - before;
    const all = await Promise.all(answers);
    // The first seconds are those in which streams open, and the last those in which they end.
    const middle = Array.from(heard)
      .slice(Math.ceil(seconds * 0.4), Math.floor(seconds * 0.9))
      .map((n) => n ?? 0);
    return {
      bytes,
      complete: all.filter(({ ending }) => ending === 'whole').length,
      perSecond: [Math.min(...middle), Math.max(...middle)],
      firstByteMs: Math.max(...all.map(({ firstByteMs }) => firstByteMs)),
    };
  } finally {
    await client.close();
    await running.stop();
  }
}
