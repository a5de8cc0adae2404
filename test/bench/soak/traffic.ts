/** Mixed traffic: what is asked next, by chance that repeats. Pure. */

import { type Case, requestOf } from '../cases.ts';
import { BENCH_KEY } from '../policy.ts';
import { CHAT_PATH } from '../provider.ts';
import type { Asked } from './client.ts';
import { type Random, zipf } from './schedule.ts';
import { slowed } from './slowed.ts';

export type Kind =
  | 'whole'
  | 'stream of 22'
  | 'stream of 100'
  | '64 KB prompt'
  | 'foreign'
  | 'route'
  | 'usage'
  | 'feedback';

/** Out of a hundred. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['whole', 30],
  ['stream of 22', 25],
  ['stream of 100', 10],
  ['64 KB prompt', 5],
  ['foreign', 10],
  ['route', 8],
  ['usage', 7],
  ['feedback', 5],
];

type Answerable = Exclude<Kind, 'route' | 'usage' | 'feedback'>;
const SHORT = 1600;
const CASES: Readonly<Record<Answerable, Pick<Case, 'events' | 'promptBytes' | 'model'>>> = {
  whole: { events: null, promptBytes: SHORT, model: 'auto' },
  'stream of 22': { events: 22, promptBytes: SHORT, model: 'auto' },
  'stream of 100': { events: 100, promptBytes: SHORT, model: 'auto' },
  '64 KB prompt': { events: null, promptBytes: 65_536, model: 'auto' },
  foreign: { events: 22, promptBytes: SHORT, model: 'foreign' },
};

/** Of all clients so many leave in the middle of an answer; those are the ones of streams. */
const LEAVING = 0.05;
const STREAMING = 0.45;
/** Between the events of a stream that is left, so that there is a middle to leave in. */
const PAUSE_MS = 20;
const LEAVES_AFTER = 4;

export interface Request {
  readonly kind: Kind;
  readonly asked: Asked;
}

/** An answer that can be rated, and whose it is. */
export interface Rateable {
  readonly user: string;
  readonly decision: string;
}

/** `users` are drawn by Zipf. The returned function is given the last answer that there is to rate. */
export function traffic(users: number, random: Random): (last: Rateable | null) => Request {
  const draw = zipf(users);
  let at = 0;
  return (last) => {
    at += 1;
    const user = `soak-${draw(random)}`;
    const kind = kindAt(random() * 100);
    if (kind === 'usage' || (kind === 'feedback' && last === null)) {
      return { kind: 'usage', asked: { ...asking(user), method: 'GET', path: '/v1/usage', body: null } };
    }
    if (kind === 'feedback' && last !== null) {
      const body = Buffer.from(JSON.stringify({ decision: last.decision, rating: random() < 0.7 ? 1 : -1 }));
      return { kind, asked: { ...asking(last.user), path: '/v1/feedback', body } };
    }
    if (kind === 'route') {
      const { body } = requestOf(caseOf('whole'), at);
      return { kind, asked: { ...asking(user), path: '/v1/route', body } };
    }
    const what = caseOf(kind as Answerable);
    const { body } = requestOf(what, at);
    const stream = what.events !== null;
    const leaves = stream && random() < LEAVING / STREAMING;
    const asked = { ...asking(user), body: leaves ? slowed(body, PAUSE_MS) : body, stream };
    return { kind, asked: { ...asked, leavesAfter: leaves ? LEAVES_AFTER : null } };
  };
}

const asking = (user: string): Asked => ({
  ...{ method: 'POST', path: CHAT_PATH, key: BENCH_KEY, user, body: null },
  ...{ stream: false, leavesAfter: null },
});

const caseOf = (kind: Answerable): Case => ({ ...CASES[kind], name: kind, connections: 1 });

function kindAt(percent: number): Kind {
  let sum = 0;
  for (const [kind, share] of SHARES) {
    sum += share;
    if (percent < sum) return kind;
  }
  return 'whole';
}
