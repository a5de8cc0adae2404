/** Requests over so many connections for so long: what came of each, and when. */

import { Client } from 'undici';
import { type Case, PATH, requestOf } from './cases.ts';

export interface Target {
  /** Without a slash at its end. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly key: string;
}

export interface Load {
  readonly seconds: number;
  readonly requests: number;
  /** Answers of another status than 200, and streams that did not end as they should. */
  readonly failures: readonly string[];
  /** From the last byte sent to the first of the body and to its end, in milliseconds; of every request that did not fail. */
  readonly firstByteMs: readonly number[];
  readonly totalMs: readonly number[];
}

/** When to stop: after so many seconds, or when so many requests have been sent, whichever comes first. */
export interface Until {
  readonly seconds?: number;
  readonly requests?: number;
}

/** `from`: the number of the first request. */
export async function load(
  target: Target,
  what: Case,
  { seconds: most = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY }: Until,
  from = 0,
): Promise<Load> {
  const firstByteMs: number[] = [];
  const totalMs: number[] = [];
  const failures: string[] = [];
  const begun = performance.now();
  const ends = begun + most * 1000;
  let next = 0;
  const one = async (): Promise<void> => {
    const client = new Client(target.url, { pipelining: 1 });
    while (next < requests && performance.now() < ends) {
      const answer = await ask(client, target, what, from + next++);
      if (typeof answer === 'string') failures.push(answer);
      else {
        firstByteMs.push(answer.firstByteMs);
        totalMs.push(answer.totalMs);
      }
    }
    await client.close();
  };
  await Promise.all(Array.from({ length: what.connections }, one));
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, requests: totalMs.length + failures.length, failures, firstByteMs, totalMs };
}

interface Answer {
  readonly firstByteMs: number;
  readonly totalMs: number;
}

const END_MARK = 'data: [DONE]';

/** What came, or in words what went wrong. */
function ask(client: Client, { key }: Target, what: Case, at: number): Promise<Answer | string> {
  const { user, body } = requestOf(what, at);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-signalbox-user': user };
  return new Promise((resolve) => {
    const sent = performance.now();
    let firstAt: number | null = null;
    let status = 0;
    let last = '';
    client.dispatch(
      { path: PATH, method: 'POST', headers, body },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, code) => {
          status = code;
        },
        onResponseData: (_, chunk) => {
          firstAt ??= performance.now();
          if (what.events !== null || status !== 200) last = chunk.toString('latin1');
        },
        onResponseEnd: () => {
          const totalMs = performance.now() - sent;
          const isWhole = what.events === null || last.includes(END_MARK);
          if (status !== 200) resolve(`${status} ${last.slice(0, 300)}`);
          else if (!isWhole) resolve('The stream ended early.');
          else resolve({ firstByteMs: (firstAt ?? sent + totalMs) - sent, totalMs });
        },
        onResponseError: (_, error) => resolve(error.message),
      },
    );
  });
}
