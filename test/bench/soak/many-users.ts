/** Scenario `users`: thousands of users, of whom each asks once, and then again: what an account object costs, and leaves. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../statistics.ts';
import { cpuMicros, type Running } from '../workerd.ts';
import { clientOf } from './client.ts';
import { type Finding, judged, megabytes, milliseconds, told } from './report.ts';
import { heldNow } from './sampling.ts';
import { startSignalbox, type Workplace } from './service.ts';
import { fare, wholeAnswers } from './whole-answers.ts';

const CONNECTIONS = 16;
/** workerd puts an object to sleep that has had nothing to do for 10 s. */
const ASLEEP_MS = 15_000;
const REUSED = 0.5;

interface Pass {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicros: number;
  readonly errors: readonly string[];
}

export async function manyUsers(place: Workplace, users: number): Promise<Finding> {
  const running = await startSignalbox(place);
  try {
    // Those who warm it up are not among those who are measured.
    await fare(running.url, wholeAnswers());
    const before = await heldNow(running.pid);
    const first = await pass(running, users);
    const awake = await heldNow(running.pid);
    const again = await pass(running, users);
    await wait(ASLEEP_MS);
    const asleep = await heldNow(running.pid);
    const { bytes, files } = await stored(running.disk);
    const others = await pass(running, users, users);
    const further = (await heldNow(running.pid)) - asleep;
    const errors = [first, again, others].flatMap((each) => each.errors);
    const each = (held: number) => `${megabytes(held)}, ${(held / users / 1024).toFixed(1)} KB a user`;
    const of = ({ p50Ms, p99Ms, cpuMicros: cpu }: Pass) =>
      `p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}, CPU ${cpu.toFixed(0)} µs`;
    return {
      scenario: `${users} users`,
      lines: [
        judged('errors', [String(errors.length), ...errors.slice(0, 3)].join('; '), 'none', errors.length === 0),
        told('a first request', of(first)),
        told('a second request', of(again)),
        told('memory above that of 100 users, just after', each(awake - before)),
        told(`memory above that of 100 users, ${ASLEEP_MS / 1000} s later`, each(asleep - before)),
        judged(
          'further memory of as many other users',
          each(further),
          `at most ${REUSED} x that of the first: objects that sleep make room`,
          further <= REUSED * (awake - before),
        ),
        told('on disk', `${each(bytes)}, ${files} files`),
      ],
    };
  } finally {
    await running.stop();
  }
}

/** Every user once, from that of number `from` on. */
async function pass(running: Running, users: number, from = 0): Promise<Pass> {
  const next = wholeAnswers((at) => `new-${from + at}`);
  const client = clientOf(running.url, CONNECTIONS);
  const before = cpuMicros(running.pid) ?? Number.NaN;
  const ms: number[] = [];
  const errors: string[] = [];
  let asked = 0;
  const one = async (): Promise<void> => {
    while (asked < users) {
      asked += 1;
      const answered = await client.ask(next().asked);
      if (answered.ending === 'whole') ms.push(answered.totalMs);
      else errors.push(`${answered.status} ${answered.fault ?? answered.text.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  await client.close();
  const spent = (cpuMicros(running.pid) ?? Number.NaN) - before;
  return { p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), cpuMicros: spent / users, errors };
}

async function stored(folder: string): Promise<{ readonly bytes: number; readonly files: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const { parentPath, name } of files) {
    // Blocks of 512 bytes: what it takes, which is more than what it holds.
    bytes += (await stat(join(parentPath, name)).catch(() => null))?.blocks ?? 0;
  }
  return { bytes: bytes * 512, files: files.length };
}
