/** The bench in miniature: that it measures what it says, and not how fast anything is. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BARE, OURS } from '../../bench/bars.ts';
import { bench } from '../../bench/bench.ts';
import { CASES } from '../../bench/cases.ts';
import { load } from '../../bench/load.ts';
import { readOptions } from '../../bench/options.ts';
import { BENCH_KEY } from '../../bench/policy.ts';
import { compatibility, deployedModules, passThrough, signalbox } from '../../bench/programs.ts';
import { type Provider, startProvider } from '../../bench/provider.ts';
import { keepResults, readResults } from '../../bench/results.ts';
import { type Running, startWorker } from '../../bench/workerd.ts';

let provider: Provider;
const workers: Running[] = [];

beforeAll(async () => {
  provider = await startProvider();
  for (const program of [
    await signalbox(await deployedModules(), provider.url),
    await passThrough('bare', provider.url),
    await passThrough('hono', provider.url),
  ]) {
    workers.push(await startWorker(program, compatibility()));
  }
});

afterAll(async () => {
  for (const worker of workers) await worker.stop();
  provider?.stop();
});

describe.each(CASES)('$name', (what) => {
  it('is answered by every Worker, to its end', async () => {
    for (const { url, name } of workers) {
      const done = await load({ url, key: BENCH_KEY }, { ...what, connections: 2 }, { requests: 4 });
      expect({ name, failures: done.failures, requests: done.requests }).toEqual({ name, failures: [], requests: 4 });
      expect(done.totalMs).toHaveLength(4);
    }
  });
});

it('counts an answer that is none: a key that nobody has', async () => {
  const [what] = CASES;
  const [worker] = workers;
  if (what === undefined || worker === undefined) throw new Error('Nothing runs.');
  const { failures } = await load({ url: worker.url, key: 'sb-nobody' }, { ...what, connections: 1 }, { requests: 1 });
  expect(failures).toEqual([expect.stringMatching(/^401 /)]);
});

it('runs from its options to figures that are kept and read again', async () => {
  const said: string[] = [];
  const tiny = { requests: 4, seconds: 20 };
  const plan = {
    ...{ effort: { rounds: 1, seconds: 0.2, warmUp: tiny }, first: tiny, starts: 1 },
    ...{ profile: { warmUp: tiny, windows: 1, seconds: 0.2 }, seconds: 600 },
  };
  const results = await bench(readOptions(['--quick', '--only', 'whole, 1']), (line) => said.push(line), plan);
  expect(results?.cases.map((each) => each.case.name)).toEqual(['whole, 1 connection']);
  expect(Object.keys(results?.cases[0]?.rounds ?? {})).toEqual([OURS, BARE, 'hono']);
  expect(results?.classificationMicros).toEqual([expect.any(Number)]);
  expect(said.join('\n')).toMatch(/added p50 to first byte, whole, 1 connection +≤ 1 ms +-?\d/);
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  try {
    if (results === null) throw new Error('There are no results.');
    const file = join(folder, 'results.json');
    await keepResults(file, results);
    expect(await readResults(file)).toEqual(JSON.parse(await readFile(file, 'utf8')));
    expect(await readResults(file)).toEqual(JSON.parse(JSON.stringify(results)));
    await expect(readResults(join(folder, 'none.json'))).rejects.toThrow('no file that --out wrote');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);

it('refuses what it does not know, in words and with exit code 2', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../../bench/run.ts'), ...args], { encoding: 'utf8' });
  const refused = run('--rounds', '9');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain("Unknown option '--rounds'");
  const helped = run('--help');
  expect(helped.status).toBe(0);
  expect(helped.stdout).toContain('--peer-pid');
});
