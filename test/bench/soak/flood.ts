/** Scenario `flood`: more requests than can be served, from hundreds of connections that ask as soon as they are answered. */

import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../statistics.ts';
import { type Answered, clientOf } from './client.ts';
import { closedLoop } from './loads.ts';
import { type Finding, judged, type Line, megabytes, milliseconds, told } from './report.ts';
import { sampled } from './sampling.ts';
import { startSignalbox, type Workplace } from './service.ts';
import { fare, wholeAnswers } from './whole-answers.ts';

/** The codes that a service which is asked too much may answer with, by CONTRACT §7. */
const BUSY: Readonly<Record<number, string>> = {
  429: 'limit_reached',
  502: 'provider_failed',
  503: 'unavailable',
  504: 'provider_timeout',
};
const SETTLE_MS = 3000;
const AS_BEFORE = 2;

/** In words what is wrong with an answer under a flood; null for an answer, and for a refusal that says what it is. */
export function undocumented({ ending, status, text, fault }: Pick<Answered, 'ending' | 'status' | 'text' | 'fault'>) {
  if (ending === 'whole') return null;
  if (ending !== 'refused') return `no answer: ${fault}`;
  const code = BUSY[status];
  return code !== undefined && text.includes(`"code":"${code}"`) ? null : `${status} ${text.slice(0, 200)}`;
}

export async function flood(place: Workplace, connections: number, seconds: number): Promise<Finding> {
  const running = await startSignalbox(place);
  const next = wholeAnswers((at) => `user-${at % 1000}`);
  try {
    await fare(running.url, next);
    const before = await fare(running.url, next);
    const sampling = sampled(running.pid);
    const ms: number[] = [];
    const refusals = new Map<string, number>();
    const wrong: string[] = [];
    const client = clientOf(running.url, connections);
    const perSecond = await closedLoop(client, { connections, seconds }, next, ({ answered }) => {
      const against = undocumented(answered);
      if (against !== null) wrong.push(against);
      else if (answered.ending === 'whole') ms.push(answered.totalMs);
      else refusals.set(String(answered.status), (refusals.get(String(answered.status)) ?? 0) + 1);
    });
    sampling.stop();
    await client.close();
    await wait(SETTLE_MS);
    const after = await fare(running.url, next);
    const complaints = running.complaints();
    return {
      scenario: `flood, ${connections} connections`,
      lines: [
        told('answered, requests/s', `${perSecond.toFixed(0)}; ${ms.length} whole answers`),
        told('refused', refusals.size === 0 ? 'none' : JSON.stringify(Object.fromEntries(refusals))),
        judged(
          'answers of no documented kind',
          [String(wrong.length), ...wrong.slice(0, 3)].join('; '),
          'none',
          wrong.length === 0,
        ),
        ...latencies(ms),
        told('memory at most', megabytes(Math.max(...sampling.samples.map(({ bytes }) => bytes)))),
        judged(
          'p50 of 8 connections before and after',
          `${milliseconds(before.p50Ms)}, ${milliseconds(after.p50Ms)}`,
          `at most ${AS_BEFORE} x as before`,
          after.p50Ms <= AS_BEFORE * before.p50Ms && after.errors.length === 0,
        ),
        judged('workerd says', complaints === '' ? 'nothing' : complaints.slice(0, 300), 'nothing', complaints === ''),
      ],
    };
  } finally {
    await running.stop();
  }
}

function latencies(ms: readonly number[]): Line[] {
  if (ms.length === 0) return [judged('whole answers', 'none', 'some', false)];
  const at = (share: number) => milliseconds(quantile(ms, share));
  return [told('whole answer: p50, p99, worst', `${at(0.5)}, ${at(0.99)}, ${at(1)}`)];
}
