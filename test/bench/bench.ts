/** A run: Workers started, every case measured, told as it comes. */

import { join } from 'node:path';
import { bundle } from '../../src/cli/bundle.ts';
import { Misused } from '../../src/cli/outcome.ts';
import { BARE, CASES_OF_BARS, HONO, held, OURS } from './bars.ts';
import { CASES, type Case } from './cases.ts';
import { type ColdStarts, coldStarts } from './cold.ts';
import { load } from './load.ts';
import { machine, whyBusy } from './machine.ts';
import { type Effort, type Measured, measure, type Subject } from './measure.ts';
import type { Options, Peer } from './options.ts';
import { BENCH_KEY } from './policy.ts';
import { classificationMicros, profileCases, type Windows } from './profile.ts';
import { compatibility, deployedModules, passThrough, signalbox } from './programs.ts';
import { type Provider, startProvider } from './provider.ts';
import { barTable, caseTable, coldTable, digits, profileTable } from './report.ts';
import type { Results } from './results.ts';
import { type Modules, type Program, type Running, residentBytes, startWorker } from './workerd.ts';

/** How much is done of what. */
export interface Plan {
  readonly effort: Effort;
  /** Before all others: the code of the whole way is compiled. */
  readonly first: Effort['warmUp'];
  readonly starts: number;
  readonly profile: Windows;
  /** After so long nothing further is begun, in seconds: what is left out is told. */
  readonly seconds: number;
}

const WHOLE_RUN: Plan = {
  effort: { rounds: 5, seconds: 1.5, warmUp: { requests: 2000, seconds: 4 } },
  first: { requests: 6000, seconds: 12 },
  starts: 11,
  profile: { warmUp: { requests: 3000, seconds: 6 }, windows: 3, seconds: 2 },
  seconds: Number.POSITIVE_INFINITY,
};
const QUICK: Plan = {
  effort: { rounds: 3, seconds: 0.3, warmUp: { requests: 1000, seconds: 0.6 } },
  first: { requests: 2000, seconds: 2.5 },
  starts: 3,
  profile: { warmUp: { requests: 1000, seconds: 1.5 }, windows: 3, seconds: 0.4 },
  seconds: 30,
};

/** What is profiled for the bar of classification, and what for the account where nothing else is asked for. */
const CLASSIFIED = 'whole, 1 connection';
const PROFILED = CASES_OF_BARS.filter((name) => name.endsWith('32 connections'));

type Say = (line: string) => void;

/** Null where nothing was measured that can be kept. Rejects when a request fails; throws Misused where no case is left. */
export async function bench(options: Options, say: Say, plan?: Plan): Promise<Results | null> {
  const cases = casesOf(options);
  const chosen = plan ?? (options.quick ? QUICK : WHOLE_RUN);
  const ends = performance.now() + chosen.seconds * 1000;
  const inTime = (what: string): boolean => {
    if (performance.now() < ends) return true;
    say(`\nLeft out, for time: ${what}.`);
    return false;
  };
  const here = machine();
  say(`${here.cores} cores (${here.model}), load average ${digits(here.loadBefore)}.`);
  const busy = whyBusy(here);
  if (busy !== null) say(busy);
  const provider = await startProvider(options.mockPort);
  say(`The mock provider, on the same machine as the load: ${provider.url}`);
  try {
    if (options.part === 'profile') {
      for (const [what, windows] of await profileCases(provider.url, cases, chosen.profile)) {
        say(`\n${profileTable(what.name, windows)}`);
      }
      return null;
    }
    const programs: readonly Program[] = [
      await signalbox(await modulesOf(options), provider.url),
      await passThrough(BARE, provider.url),
      await passThrough(HONO, provider.url),
    ];
    const isAll = options.part === 'all';
    const isClassified = isAll && cases.some(({ name }) => name === CLASSIFIED);
    const measuring = { cases, plan: chosen, programs, options, provider, say, inTime };
    const figures = {
      cases: isAll ? await measuredCases(measuring) : [],
      cold:
        (isAll && options.only !== '') || !inTime('the cold start') ? null : await cold(programs, chosen.starts, say),
      classificationMicros:
        isClassified && inTime('what classification takes') ? await classified(provider, chosen) : null,
    };
    say(`\n${barTable(held(figures))}`);
    return { version: 1, at: new Date().toISOString(), machine: here, ...figures };
  } finally {
    provider.stop();
  }
}

function casesOf({ only, quick, part }: Options): readonly Case[] {
  const wanted = part === 'profile' && only === '' ? PROFILED : quick ? CASES_OF_BARS : null;
  const cases = CASES.filter(({ name }) => name.includes(only) && (wanted === null || wanted.includes(name)));
  if (cases.length === 0) {
    const names = (wanted ?? CASES.map(({ name }) => name)).join('\n  ');
    throw new Misused(`No case's name holds ${JSON.stringify(only)}. There are:\n  ${names}`);
  }
  return cases;
}

/** As it deploys; for a quick look without the seconds that wrangler takes, which does nothing to it but to minify. */
function modulesOf({ quick }: Options): Promise<Modules> {
  return quick ? bundle(join(import.meta.dirname, '../..'), 'src/index.ts') : deployedModules();
}

interface Measuring {
  readonly cases: readonly Case[];
  readonly plan: Plan;
  readonly programs: readonly Program[];
  readonly options: Options;
  readonly provider: Provider;
  readonly say: Say;
  /** Whether there is time for it; tells that it is left out where there is not. */
  readonly inTime: (what: string) => boolean;
}

async function measuredCases({
  cases,
  plan,
  programs,
  options,
  provider,
  say,
  inTime,
}: Measuring): Promise<Measured[]> {
  const running: Running[] = [];
  try {
    for (const program of programs) running.push(await startWorker(program, compatibility()));
    const ours: Subject[] = running.map(({ name, url, pid }) => ({ name, url, pid, key: BENCH_KEY }));
    const subjects = options.peer === null ? ours : [...ours, await subjectOf(options.peer, provider)];
    const measured: Measured[] = [];
    for (const what of cases) {
      if (!inTime(what.name)) continue;
      const warmUp = measured.length === 0 ? plan.first : plan.effort.warmUp;
      const one = await measure(what, subjects, { ...plan.effort, warmUp }, provider.pid);
      measured.push(one);
      say(`\n${caseTable(one)}`);
    }
    for (const worker of running) {
      const bytes = residentBytes(worker.pid);
      const complaints = worker.complaints().trim();
      if (bytes !== null)
        say(`${worker === running[0] ? '\n' : ''}${worker.name} holds ${digits(bytes / 2 ** 20)} MB.`);
      if (complaints !== '') say(`${worker.name} said:\n${complaints.slice(0, COMPLAINT_SHOWN)}`);
    }
    return measured;
  } finally {
    for (const worker of running) await worker.stop();
  }
}

const COMPLAINT_SHOWN = 500;

/** Throws Misused where the peer does not answer as the others do. */
async function subjectOf({ url, key, pid }: Peer, provider: Provider): Promise<Subject> {
  const [what] = CASES;
  const { failures } =
    what === undefined ? { failures: [] } : await load({ url, key }, { ...what, connections: 1 }, { requests: 1 });
  const [failure] = failures;
  if (failure !== undefined) {
    throw new Misused(`The peer at ${url} does not answer (${failure}). It is to call the mock at ${provider.url}/v1.`);
  }
  return { name: 'peer', url, key, pid };
}

async function cold(programs: readonly Program[], starts: number, say: Say): Promise<ColdStarts> {
  const [what] = CASES.filter(({ name }) => name === CLASSIFIED);
  if (what === undefined) throw new Error(`There is no case "${CLASSIFIED}".`);
  const compared = programs.filter(({ name }) => name === OURS || name === HONO);
  const took = await coldStarts(compared, compatibility(), { starts, key: BENCH_KEY, what });
  say(`\n${coldTable(took)}`);
  return took;
}

async function classified(provider: Provider, plan: Plan): Promise<number[]> {
  const what = CASES.filter(({ name }) => name === CLASSIFIED);
  const profiled = await profileCases(provider.url, what, plan.profile);
  return profiled.flatMap(([, windows]) => windows.map(classificationMicros));
}
