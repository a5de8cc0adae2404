/** Where the time of a request goes: an account of the profile of a Signalbox that is as it deploys, names kept. */

import { join } from 'node:path';
import { bundle } from '../../src/cli/bundle.ts';
import { type Account, accountOf } from './account.ts';
import type { Case } from './cases.ts';
import { load, type Until } from './load.ts';
import { BENCH_KEY } from './policy.ts';
import { profiled } from './profiler.ts';
import { compatibility, signalbox } from './programs.ts';
import { cpuMicros, startWorker } from './workerd.ts';

/** How much is profiled. */
export interface Windows {
  readonly warmUp: Until;
  /** How many, and how long each. */
  readonly windows: number;
  readonly seconds: number;
}

/** One window of a case. */
export interface Profiled {
  readonly account: Account;
  readonly requests: number;
  /** CPU microseconds a request, of all threads of the process; null where that is not known. */
  readonly cpuMicros: number | null;
}

/** The windows of each case, in their order. Rejects when a request fails. */
export async function profileCases(
  providerUrl: string,
  cases: readonly Case[],
  { warmUp, windows, seconds }: Windows,
): Promise<(readonly [Case, readonly Profiled[]])[]> {
  const modules = await bundle(join(import.meta.dirname, '../..'), 'src/index.ts');
  const worker = await startWorker(await signalbox(modules, providerUrl), compatibility(), { inspect: true });
  const target = { url: worker.url, key: BENCH_KEY };
  let asked = 0;
  const run = async (what: Case, until: Until): Promise<number> => {
    const { requests, failures } = await load(target, what, until, asked);
    asked += requests;
    const [failure] = failures;
    if (failure !== undefined) throw new Error(`${what.name}: ${failures.length} of ${requests} failed: ${failure}`);
    return requests;
  };
  try {
    const all: (readonly [Case, readonly Profiled[]])[] = [];
    for (const what of cases) {
      await run(what, warmUp);
      const profiles: Profiled[] = [];
      for (let window = 0; window < windows; window++) {
        const before = cpuMicros(worker.pid);
        let requests = 0;
        const profile = await profiled(worker.inspectorUrl ?? '', async () => {
          requests = await run(what, { seconds });
        });
        const after = cpuMicros(worker.pid);
        const cpu = before === null || after === null ? null : (after - before) / requests;
        profiles.push({ account: accountOf(profile, modules.script, requests), requests, cpuMicros: cpu });
      }
      all.push([what, profiles]);
    }
    return all;
  } finally {
    await worker.stop();
  }
}

/**
 * What is said of a request by its words, which is the classification that a bar is of: microseconds a request. Samples
 * count the time for which the isolate was kept waiting for a core; where they exceed what the process used, that is taken off.
 */
export function classificationMicros({ account, cpuMicros }: Pick<Profiled, 'account' | 'cpuMicros'>): number {
  const steps = account.steps.filter(({ step }) => step === 'read the signals' || step === 'classify');
  const ran = cpuMicros === null || account.micros === 0 ? 1 : Math.min(1, cpuMicros / account.micros);
  return steps.reduce((sum, { micros }) => sum + micros, 0) * ran;
}
