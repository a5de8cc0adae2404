/** From the start of a process to its first answer: the script is read and run, the first request finds nothing remembered. */

import type { Case } from './cases.ts';
import { load } from './load.ts';
import { type Spread, spreadOf } from './statistics.ts';
import { type Compatibility, type Program, startWorker } from './workerd.ts';

/** Milliseconds of each start, by program, start by start. */
export type ColdStarts = Readonly<Record<string, readonly number[]>>;

/** Starts each of the programs so many times, in turn. Rejects when a first answer is none. */
export async function coldStarts(
  programs: readonly Program[],
  compatibility: Compatibility,
  { starts, key, what }: { readonly starts: number; readonly key: string; readonly what: Case },
): Promise<ColdStarts> {
  const took = new Map<string, number[]>(programs.map(({ name }) => [name, []]));
  for (let start = 0; start < starts; start++) {
    for (let place = 0; place < programs.length; place++) {
      const program = programs[(place + start) % programs.length];
      if (program === undefined) continue;
      const running = await startWorker(program, compatibility);
      try {
        const { failures } = await load({ url: running.url, key }, { ...what, connections: 1 }, { requests: 1 }, start);
        const [failure] = failures;
        if (failure !== undefined) throw new Error(`${program.name}, its first request: ${failure}`);
        took.get(program.name)?.push(performance.now() - running.startedAt);
      } finally {
        await running.stop();
      }
    }
  }
  return Object.fromEntries(took);
}

/** Start by start the first less the second, in milliseconds; null where either was not started. */
export function aboveIn(starts: ColdStarts, [first, second]: readonly [string, string]): Spread | null {
  const others = starts[second] ?? [];
  const above = (starts[first] ?? []).flatMap((ms, at) => (others[at] === undefined ? [] : [ms - others[at]]));
  return above.length === 0 ? null : spreadOf(above);
}
