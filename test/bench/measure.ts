/**
 * Rounds of one case over several Workers, one Worker after the other within each round: what else the machine does falls
 * upon all of them alike, and ratios are taken within a round.
 */

import type { Case } from './cases.ts';
import { load, type Target } from './load.ts';
import { quantile, type Spread, spreadOf } from './statistics.ts';
import { cpuMicros } from './workerd.ts';

/** A Worker, or a peer that somebody else runs: of that one the CPU is not known. */
export interface Subject extends Target {
  readonly name: string;
  readonly pid: number | null;
}

/** What one round of one subject came to. */
export interface Round {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly firstByteP50Ms: number;
  /** CPU microseconds a request, of all threads of the process; null where that is not known. */
  readonly cpuMicros: number | null;
  readonly requests: number;
}

/** By subject. */
export interface Measured {
  readonly case: Case;
  readonly rounds: Readonly<Record<string, readonly Round[]>>;
}

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Requests before the first round, so that code is compiled and objects are there. */
  readonly warmUp: number;
}

/** Numbers of requests never come again, so that no question does. */
let asked = 0;

/** Rejects when a request fails: a figure of failures is no figure. */
export async function measure(
  what: Case,
  subjects: readonly Subject[],
  { rounds, seconds, warmUp }: Effort,
): Promise<Measured> {
  const measured = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
  for (const subject of subjects) await run(subject, what, { requests: warmUp });
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first does so in turn.
    for (let place = 0; place < subjects.length; place++) {
      const subject = subjects[(place + round) % subjects.length];
      if (subject !== undefined) measured.get(subject.name)?.push(await run(subject, what, { seconds }));
    }
  }
  return { case: what, rounds: Object.fromEntries(measured) };
}

async function run(subject: Subject, what: Case, until: Parameters<typeof load>[2]): Promise<Round> {
  const before = subject.pid === null ? null : cpuMicros(subject.pid);
  const done = await load(subject, what, until, asked);
  const after = subject.pid === null ? null : cpuMicros(subject.pid);
  asked += done.requests;
  const [failure] = done.failures;
  if (failure !== undefined) {
    throw new Error(`${subject.name}, ${what.name}: ${done.failures.length} of ${done.requests} failed: ${failure}`);
  }
  return {
    perSecond: done.requests / done.seconds,
    p50Ms: quantile(done.totalMs, 0.5),
    p99Ms: quantile(done.totalMs, 0.99),
    firstByteP50Ms: quantile(done.firstByteMs, 0.5),
    cpuMicros: before === null || after === null ? null : (after - before) / done.requests,
    requests: done.requests,
  };
}

/** Within each round the first over the second, by `of`; null where either is not known. */
export function ratio(
  { rounds }: Measured,
  [over, under]: readonly [string, string],
  of: (round: Round) => number | null,
): Spread | null {
  const below = rounds[under] ?? [];
  const ratios = (rounds[over] ?? []).map((round, at) => {
    const [a, b] = [of(round), below[at] === undefined ? null : of(below[at])];
    return a === null || b === null ? Number.NaN : a / b;
  });
  return ratios.length === 0 || ratios.some(Number.isNaN) ? null : spreadOf(ratios);
}

/** Of one subject over its rounds; null where it is not known. */
export function figure({ rounds }: Measured, name: string, of: (round: Round) => number | null): Spread | null {
  const values = (rounds[name] ?? []).map(of);
  return values.length === 0 || values.includes(null) ? null : spreadOf(values.map(Number));
}
