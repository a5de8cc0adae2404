/**
 * Rounds of one case over several Workers, one Worker after the other within each round: what else the machine does falls
 * upon all of them alike, and ratios are taken within a round.
 */

import type { Case } from './cases.ts';
import { load, type Target, type Until } from './load.ts';
import { ownCpuMicros } from './machine.ts';
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
  /** What the load itself took of the machine meanwhile, and the mock provider: CPU microseconds a request. */
  readonly loaderMicros: number;
  readonly mockMicros: number | null;
  readonly requests: number;
}

/** By subject. */
export interface Measured {
  readonly case: Case;
  readonly rounds: Readonly<Record<string, readonly Round[]>>;
  /** Requests that a subject had answered before the first round, of this case and of those before it. */
  readonly servedBefore: Readonly<Record<string, number>>;
}

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Before the first round, so that code is compiled and objects are there. */
  readonly warmUp: Until;
}

/** So many at least while it warms up: one after the other would take it too long. */
const WARMING_CONNECTIONS = 8;

/** Numbers of requests never come again, so that no question does. */
let asked = 0;
/** Requests by the address of who answered them. */
const served = new Map<string, number>();

/** Rejects when a request fails: a figure of failures is no figure. */
export async function measure(
  what: Case,
  subjects: readonly Subject[],
  { rounds, seconds, warmUp }: Effort,
  mockPid: number | null = null,
): Promise<Measured> {
  const measured = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
  const warm: Case = { ...what, connections: Math.max(what.connections, WARMING_CONNECTIONS) };
  const servedBefore: Record<string, number> = {};
  for (const subject of subjects) {
    await run(subject, warm, warmUp, mockPid);
    servedBefore[subject.name] = served.get(subject.url) ?? 0;
  }
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first does so in turn.
    for (let place = 0; place < subjects.length; place++) {
      const subject = subjects[(place + round) % subjects.length];
      if (subject !== undefined) measured.get(subject.name)?.push(await run(subject, what, { seconds }, mockPid));
    }
  }
  return { case: what, rounds: Object.fromEntries(measured), servedBefore };
}

async function run(subject: Subject, what: Case, until: Until, mockPid: number | null): Promise<Round> {
  const used = () => ({ subject: cpuOf(subject.pid), loader: ownCpuMicros(), mock: cpuOf(mockPid) });
  const before = used();
  const done = await load(subject, what, until, asked);
  const after = used();
  asked += done.requests;
  served.set(subject.url, (served.get(subject.url) ?? 0) + done.requests);
  const [failure] = done.failures;
  if (failure !== undefined) {
    throw new Error(`${subject.name}, ${what.name}: ${done.failures.length} of ${done.requests} failed: ${failure}`);
  }
  return {
    perSecond: done.requests / done.seconds,
    p50Ms: quantile(done.totalMs, 0.5),
    p99Ms: quantile(done.totalMs, 0.99),
    firstByteP50Ms: quantile(done.firstByteMs, 0.5),
    cpuMicros: each(before.subject, after.subject, done.requests),
    loaderMicros: (after.loader - before.loader) / done.requests,
    mockMicros: each(before.mock, after.mock, done.requests),
    requests: done.requests,
  };
}

const cpuOf = (pid: number | null): number | null => (pid === null ? null : cpuMicros(pid));

const each = (before: number | null, after: number | null, requests: number): number | null =>
  before === null || after === null ? null : (after - before) / requests;

/** Within each round `of` the first and the second, by `figure`; null where either is not known. */
function within(
  { rounds }: Measured,
  [first, second]: readonly [string, string],
  figure: (round: Round) => number | null,
  of: (a: number, b: number) => number,
): Spread | null {
  const others = rounds[second] ?? [];
  const values = (rounds[first] ?? []).map((round, at) => {
    const [a, b] = [figure(round), others[at] === undefined ? null : figure(others[at])];
    return a === null || b === null ? Number.NaN : of(a, b);
  });
  return values.length === 0 || values.some(Number.isNaN) ? null : spreadOf(values);
}

type Of = (round: Round) => number | null;

/** Within each round the first over the second, by `of`; null where either is not known. */
export const ratio = (measured: Measured, pair: readonly [string, string], of: Of): Spread | null =>
  within(measured, pair, of, (a, b) => a / b);

/** Within each round the first less the second, by `of`; null where either is not known. */
export const difference = (measured: Measured, pair: readonly [string, string], of: Of): Spread | null =>
  within(measured, pair, of, (a, b) => a - b);

/** Of one subject over its rounds; null where it is not known. */
export function figure({ rounds }: Measured, name: string, of: Of): Spread | null {
  const values = (rounds[name] ?? []).map(of);
  return values.length === 0 || values.includes(null) ? null : spreadOf(values.map(Number));
}

/** V8 compiles what has run thousands of times: before that even rounds that are alike are slow. */
export const COMPILED_AFTER = 1500;

/** A later round's code is as warm as the one's before within this much of its time, whatever the rounds' spread. */
const STEADY = 0.15;

/**
 * Whether the first round of a subject was as fast as the rest, by the median of its answers: slower by more than the
 * rest differ among themselves, it was not warm yet. True where there are no two others to tell by.
 */
export function wasWarm({ rounds }: Measured, name: string): boolean {
  const [first, ...rest] = (rounds[name] ?? []).map(({ p50Ms }) => p50Ms);
  if (first === undefined || rest.length < 2) return true;
  const { median, low, high } = spreadOf(rest);
  return first - median <= Math.max(high - low, median * STEADY);
}
