/**
 * Runs a policy's own tests: each conversation is classified and its effort chosen as for a request, and what came out
 * is held against what the tenant expects. Sessions, limits and learning play no part: a test is the first request of a
 * user who has everything left. Pure, as far as the classifiers are; the order of the tests changes nothing.
 */

import type { Policy, RouteTest } from '../tenant/policy.ts';
import { type NonEmpty, unixMs } from '../unit.ts';
import type { Effort, Turn } from '../wire/ask.ts';
import { classify } from './cascade.ts';
import type { Classification, Classifier } from './contract.ts';
import { type Pause, paced } from './paced.ts';

/** What the router makes of a classified conversation. The rule is the router's own and is handed in. */
export type ChooseEffort = (turns: readonly Turn[], classification: Classification) => ChosenEffort;

export interface ChosenEffort {
  /** Null when the request would be refused: no model of the route can take it. */
  readonly effort: Effort | null;
  /** The rule and its evidence, or why the request would be refused. */
  readonly why: string;
}

export interface RouteTestResult {
  /** `tests[3]` */
  readonly path: string;
  /** The last message of the conversation, as the test has it. */
  readonly said: string;
  readonly expected: Pick<RouteTest, 'expect' | 'effort'>;
  readonly passed: boolean;
  readonly got: {
    /** The route taken: the default's name where nothing matches. */
    readonly route: string;
    readonly matched: boolean;
    /** Of the route, or of "nothing matches" when `matched` is false. */
    readonly confidence: number;
    /** The best of the routes that were not taken by classification; null where the policy has no other. */
    readonly runnerUp: { readonly route: string; readonly confidence: number } | null;
    /** The words that spoke for the best route. */
    readonly because: readonly string[];
    readonly effort: Effort | null;
  };
  /** What differs and why, in whole sentences; null when the test passed. */
  readonly message: string | null;
}

export interface RouteTestOptions {
  readonly policy: Policy;
  readonly classifiers: NonEmpty<Classifier>;
  readonly chooseEffort: ChooseEffort;
  readonly pause: Pause;
}

export async function runRouteTests({ policy, pause, ...judges }: RouteTestOptions): Promise<RouteTestResult[]> {
  const results: RouteTestResult[] = [];
  const turn = paced(pause);
  for (const [index, test] of policy.tests.entries()) {
    await turn();
    results.push(await runOne(`tests[${index}]`, test, policy, judges));
  }
  return results;
}

/** The clock stands still, so that a verdict is the same on a slow machine. */
const STOPPED = () => unixMs(0);

async function runOne(
  path: string,
  test: RouteTest,
  policy: Policy,
  { classifiers, chooseEffort }: Pick<RouteTestOptions, 'classifiers' | 'chooseEffort'>,
): Promise<RouteTestResult> {
  const { turns, expect, effort } = test;
  const { confidence, deadlineMs } = policy.classifier;
  const classification = await classify({
    classifiers,
    turns,
    defaultRoute: policy.default,
    confidence,
    deadlineMs,
    clock: STOPPED,
  });
  const chosen = chooseEffort(turns, classification);
  const faults: string[] = [];
  const asExpected = expect === null ? !classification.matched : classification.route === expect;
  if (!asExpected) faults.push(routeFault(expect, classification));
  if (effort !== null && chosen.effort !== effort) faults.push(effortFault(effort, chosen));
  const { route, matched, because, alternatives } = classification;
  return {
    path,
    said: turns.at(-1)?.text ?? '',
    expected: { expect, effort },
    passed: faults.length === 0,
    got: {
      ...{ route, matched, because },
      confidence: classification.confidence,
      runnerUp: alternatives[0] ?? null,
      effort: chosen.effort,
    },
    message: faults.length === 0 ? null : faults.join(' '),
  };
}

function routeFault(expect: string | null, { route, matched, confidence, alternatives, because }: Classification) {
  const wanted = expect === null ? 'no route to match' : `the route "${expect}"`;
  const got = matched ? `"${route}"` : `no match and so the default "${route}"`;
  const next = alternatives[0];
  const runnerUp = next === undefined ? '' : `; next is "${next.route}" (${next.confidence.toFixed(2)})`;
  const words = matched && because.length > 0 ? ` Words that decided: ${because.join(', ')}.` : '';
  const mend =
    expect === null
      ? `Say of "${route}" more narrowly what it is for, or expect it.`
      : `Give "${expect}" an example in such words, or expect another.`;
  return `Expected ${wanted}, got ${got} (${confidence.toFixed(2)})${runnerUp}.${words} ${mend}`;
}

function effortFault(expected: string, { effort, why }: ChosenEffort): string {
  if (effort === null) return `Expected the effort ${expected}, the request would be refused: ${why}`;
  return `Expected the effort ${expected}, got ${effort}: ${why}. Expect that, or give the route the effort: it holds wherever the words ask for none.`;
}
