/** Whole answers, one like the other: what is asked beside a scenario's own load, to see how others fare. */

import { requestOf } from '../cases.ts';
import { BENCH_KEY } from '../policy.ts';
import { CHAT_PATH } from '../provider.ts';
import { quantile } from '../statistics.ts';
import { type Client, clientOf } from './client.ts';
import { closedLoop } from './loads.ts';
import type { Request } from './traffic.ts';

const CASE = { name: 'whole', events: null, promptBytes: 1600, connections: 1, model: 'auto' };

/** Those of one scenario: no two alike. `keyOf` and `userOf` are given the number of the request. */
export function wholeAnswers(
  userOf: (at: number) => string = (at) => `user-${at % 100}`,
  keyOf: (at: number) => string = () => BENCH_KEY,
): () => Request {
  let at = 0;
  return () => {
    const { body } = requestOf(CASE, at);
    const asked = { path: CHAT_PATH, key: keyOf(at), user: userOf(at), body };
    at += 1;
    return { kind: 'whole', asked: { ...asked, method: 'POST', stream: false, leavesAfter: null } };
  };
}

export interface Fared {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  /** In words, those that did not come whole. */
  readonly errors: readonly string[];
}

/** How whole answers fare over a few connections of their own. Throws where none comes. */
export async function fare(
  url: string,
  next: () => Request,
  { connections = 8, seconds = 5 }: { readonly connections?: number; readonly seconds?: number } = {},
): Promise<Fared> {
  const client = clientOf(url, connections);
  try {
    return await fareOver(client, next, { connections, seconds });
  } finally {
    await client.close();
  }
}

async function fareOver(
  client: Client,
  next: () => Request,
  effort: { readonly connections: number; readonly seconds: number },
): Promise<Fared> {
  const ms: number[] = [];
  const errors: string[] = [];
  const perSecond = await closedLoop(client, effort, next, ({ answered }) => {
    if (answered.ending === 'whole') ms.push(answered.totalMs);
    else errors.push(`${answered.status} ${answered.fault ?? answered.text.slice(0, 200)}`);
  });
  if (ms.length === 0) throw new Error(`Nothing was answered: ${errors[0]}`);
  return { p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), perSecond, errors };
}
