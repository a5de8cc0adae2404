/**
 * What a classifier is. Beside this file stand its implementations; `cascade.ts` asks them in the policy's order.
 * A classifier may be slow, wrong or down: none of that may fail a request (fail open, DESIGN invariant 3).
 */

import type { ClassifierName } from '../tenant/policy.ts';
import type { Milliseconds } from '../unit.ts';
import type { Modality, Need, Turn } from '../wire/ask.ts';

/** The probability of each route, best first, and of "nothing matches". They add up to one. */
export interface Verdict {
  readonly routes: readonly { readonly route: string; readonly probability: number }[];
  readonly nothing: number;
  /** What in the words spoke for the best route, strongest first; for people, never for deciding. */
  readonly because: readonly string[];
}

export interface Classifier {
  readonly name: ClassifierName;
  /** Rejects or never settles when it must; the cascade bounds it. `signal` aborts at the cascade's deadline. */
  readonly classify: (turns: readonly Turn[], signal: AbortSignal) => Verdict | Promise<Verdict>;
}

/** One classifier's answer, as the record keeps it. */
export interface Said {
  readonly classifier: ClassifierName;
  readonly route: string | null;
  readonly confidence: number;
  /** By the platform's clock, which stands still while a Worker computes. */
  readonly tookMs: Milliseconds;
}

/** A classifier that was asked and did not answer, and why; `tookMs` as in `Said`. */
export interface Failed {
  readonly classifier: ClassifierName;
  readonly why: string;
  readonly tookMs: Milliseconds;
}

/** What the cascade made of the verdicts. */
export interface Classification {
  /** False when "nothing matches" is likelier than every route; `route` is then the default's name. */
  readonly matched: boolean;
  readonly route: string;
  /** Of the route, or of "nothing matches" when `matched` is false. Between 0 and 1. */
  readonly confidence: number;
  readonly alternatives: readonly { readonly route: string; readonly confidence: number }[];
  readonly because: readonly string[];
  /** Whose verdict stands, and who was asked, in order, with what became of it. */
  readonly source: ClassifierName;
  readonly asked: readonly ClassifierName[];
  readonly failures: readonly Failed[];
  /** What each that answered held for likeliest, null for "nothing matches", in the order in which they were asked. */
  readonly said: readonly Said[];
  readonly tookMs: Milliseconds;
}

/** What the user's own latest words ask of the effort. Quoted or pasted text and orders to the router are `none`. */
export type AskedEffort = 'think' | 'quick' | 'none';

/** Needs that only the words reveal. They are shown and learned from, and narrow nothing. */
export type SoftNeed = 'web' | 'code' | 'files' | 'actions';

/** What the user's latest words want of goods and services (CONTRACT §5). */
export type CommerceIntent = 'transactional' | 'commercial' | 'informational' | 'sensitive' | 'none';

export interface Commerce {
  readonly intent: CommerceIntent;
  /** The trade that it is of; `none` where the intent is, and where it can be any. */
  readonly vertical: string;
  /** How likely an offer would be welcome, 0 to 1: of a transaction or of a comparison. */
  readonly confidence: number;
}

export interface Signals {
  /** 0 (anyone could answer) to 1 (needs thought). */
  readonly difficulty: number;
  readonly asked: AskedEffort;
  readonly needs: readonly (Need | SoftNeed)[];
  readonly modality: readonly Modality[];
  /** Best estimate of the prompt's tokens, not a bound. */
  readonly inputTokens: number;
  /** ISO 639-1 of the latest user turn, `und` when it cannot be told. */
  readonly language: string;
  readonly commerce: Commerce;
  /** Of the taxonomy; `smalltalk` and `chat` where the words say nothing else. */
  readonly domain: string;
  readonly action: string;
  /** The expected benefit of thinking over instant, -1 to 1. Absent where learning is off. */
  readonly gain?: number;
  /** The expected reward of each candidate by its arm, 0 to 1. Absent where learning is off. */
  readonly expected?: Readonly<Record<string, number>>;
}
