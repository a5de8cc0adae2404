/**
 * The record of a request: one row for Analytics Engine and one structured log line, written when the answer has ended.
 * Neither holds a word of the prompt or of the answer. The row's columns are positions that queries rely on: append,
 * never reorder, and raise VERSION when a meaning changes.
 */

import type { Usage } from './quota/contract.ts';
import type { ToLearn } from './quota/lesson.ts';
import type { Decision } from './route/decision.ts';
import type { PricedBy } from './tenant/policy.ts';
import type { MicroDollars, Milliseconds } from './unit.ts';

const VERSION = 1;

export interface Outcome extends Partial<Pick<ToLearn, 'arm' | 'features' | 'explicit'>> {
  readonly decision: Decision;
  readonly keyId: string;
  /** `complete`, `broken` after it began, `hung_up` by the client, `failed` by every candidate, or `refused`: by a limit, or since nobody has what it goes on from. */
  readonly ending: 'complete' | 'broken' | 'hung_up' | 'failed' | 'refused';
  readonly stream: boolean;
  /** Null when nobody did any work. */
  readonly usage: Usage | null;
  readonly cost: MicroDollars;
  /** What went wrong on the way, provider messages included. */
  readonly failures: readonly { readonly model: string; readonly kind: string; readonly message: string }[];
  /** Candidates that were not tried because of what was known of them, and why. */
  readonly passedOver: readonly { readonly model: string; readonly why: string }[];
  /** What each model is charged for where one went on with another's answer; they add up to `usage` and `cost`. */
  readonly shares: readonly {
    readonly model: string;
    readonly usage: Usage;
    readonly cost: MicroDollars;
    readonly pricedBy: PricedBy;
  }[];
  /** Whose figures `cost` was reckoned by; `unknown`: somebody worked whose price nobody knows. Empty when nobody did. */
  readonly pricedBy: readonly PricedBy[];
  /** How the provider itself names the call, for its support to find it; null when nobody answered or named it. */
  readonly providerRequest: string | null;
  /** Classifiers of the policy that were asked and did not answer, why, and after how long. */
  readonly unanswered: readonly { readonly classifier: string; readonly why: string; readonly tookMs: number }[];
  /** What each classifier that answered held for likeliest, how sure, and how long it took. */
  readonly said: readonly {
    readonly classifier: string;
    readonly route: string | null;
    readonly confidence: number;
    readonly tookMs: number;
  }[];
  /** Until the first content was on its way to the client; null when none was. */
  readonly firstContentMs: Milliseconds | null;
  readonly totalMs: Milliseconds;
  /** The ledger has taken the settlement; false leaves it to the hold's alarm. */
  readonly settled: boolean;
}

/** The decision without the words of the prompt that spoke for it. What is kept or logged goes through here. */
export function withoutWords(decision: Decision): Decision {
  return { ...decision, why: decision.why.filter((step) => step.rule !== 'matched') };
}

/** Never throws: a record that cannot be written is not worth an answer. */
export function record(outcome: Outcome, analytics: AnalyticsEngineDataset | undefined): void {
  const { decision, usage, failures, ...rest } = outcome;
  console.log(
    JSON.stringify({ event: 'request', v: VERSION, ...rest, usage, failures, decision: withoutWords(decision) }),
  );
  try {
    analytics?.writeDataPoint(row(outcome));
  } catch (cause) {
    console.error(JSON.stringify({ event: 'analytics_failed', decision: decision.id, message: String(cause) }));
  }
}

function row(outcome: Outcome) {
  const { decision, keyId, ending, stream, usage, cost, pricedBy, failures, firstContentMs, totalMs } = outcome;
  const { policy, route, effort, model, reason, plan, degraded, classifier, signals, confidence, id } = decision;
  return {
    // The sampling key: one tenant's rows are thinned out together and never by another's.
    indexes: [policy.tenant],
    blobs: [
      ...[policy.tenant, String(policy.version), plan, keyId, id, route, effort, model, reason, degraded ?? ''],
      ...[ending, stream ? 'stream' : 'whole', classifier.source, usage?.estimated === true ? 'estimated' : 'metered'],
      pricedBy.join(' '),
    ],
    doubles: [
      ...[VERSION, usage?.input ?? 0, usage?.cachedInput ?? 0, usage?.output ?? 0, cost],
      ...[firstContentMs ?? -1, totalMs, failures.length, confidence, signals.difficulty],
    ],
  };
}
