/**
 * The Decision of CONTRACT §5: which model answers, why, and under which policy version. `/v1/route` answers it, the
 * log keeps it, and a later replay needs nothing else. `propose.ts` drafts it, the account object's admission may move
 * it (session, limits), `decide.ts` writes it down.
 */

import type { Signals } from '../classify/contract.ts';
import type { ClassifierName, Price } from '../tenant/policy.ts';
import type { NonEmpty, Tokens } from '../unit.ts';
import type { Effort, Need } from '../wire/ask.ts';
import type { Arm } from './believed.ts';
import type { Kept } from './issuer.ts';

export type DecisionId = `dec_${string}`;

/** The rule that settled a decision. Public: the header `x-signalbox-reason`. */
export type Reason =
  | 'pinned'
  | 'effort_header'
  | 'asked_think'
  | 'asked_quick'
  | 'session'
  | 'requirement'
  | 'difficulty'
  | 'commerce'
  | 'limit'
  | 'failover'
  | 'learned'
  | 'default';

/** One step of the account a decision gives of itself: a rule that fired, in the order in which they did. */
export interface Step {
  readonly rule: string;
  readonly detail: string;
}

/** A model that may answer: what admission and failover need to know of it, and no more. */
export interface Candidate {
  readonly model: string;
  readonly price: Price | null;
  /** Tokens of input and output together, null when the policy does not say. */
  readonly context: Tokens | null;
}

/** One effort and who may answer at it, in the order in which they are tried. */
export interface Rung {
  readonly effort: Effort;
  readonly candidates: NonEmpty<Candidate>;
}

/** What the pure router wants, before the account object has seen it. Crosses RPC, so it is plain data. */
export interface Proposal {
  readonly id: DecisionId;
  readonly route: string;
  readonly matched: boolean;
  readonly confidence: number;
  readonly alternatives: readonly { readonly route: string; readonly confidence: number }[];
  readonly reason: Reason;
  readonly why: readonly Step[];
  /** First the rung wished for, then those a limit may move it down to, dearest first. One rung only when pinned. */
  readonly rungs: NonEmpty<Rung>;
  /** An explicitly named model: it is refused when it must be, and never replaced. */
  readonly pinned: boolean;
  /** Neither the effort nor the model was fixed by the caller: `thinkingShare` counts these. */
  readonly automatic: boolean;
  /** What thinking is expected to be worth over an instant answer, -1 to 1 (`gain.ts`). */
  readonly gain: number;
  /** The effort is the proposed route's own, though another rule chose the model. */
  readonly routeEffort?: true;
  /** Absent where beliefs had no say: a named model, or a fixed effort with nothing to choose. */
  readonly choice?: Choice;
  /** Absent where learning is off. */
  readonly outlook?: Outlook;
  /** The first rung is tried: what is proposed where it must not be. Absent where nothing is tried. */
  readonly unexplored?: Pick<Proposal, 'reason' | 'rungs'>;
  /** Hard requirements, so that a session's model is kept only where it still fits. */
  readonly needs: readonly Need[];
  /** What a provider keeps and the request goes on from; absent where it brings everything along. */
  readonly kept?: Kept;
}

/** What beliefs had to choose from, and how likely each was to be chosen. */
export interface Choice {
  /** Of the arm that was proposed, over 0 to 1; 1 where nothing was left to chance. */
  readonly propensity: number;
  /** Chance took another than the best. */
  readonly explored: boolean;
  /** The best first. */
  readonly arms: readonly ConsideredArm[];
}

export interface ConsideredArm {
  readonly arm: Arm;
  /** Expected, 0 to 1. */
  readonly reward: number;
  /** Expected, in USD; null where nobody knows the price. */
  readonly cost: number | null;
  /** Expected, until the first content; null where nobody knows. */
  readonly latencyMs: number | null;
  /** Reward less what money and time are worth. */
  readonly value: number;
  readonly propensity: number;
}

/** What is believed of a request, whoever decides. */
export interface Outlook {
  /** As `signals.gain` and `signals.expected`. */
  readonly gain: number;
  readonly expected: Readonly<Record<Arm, number>>;
  readonly beliefs: NonNullable<Decision['beliefs']>;
}

/** What thinking was priced at, under a plan that paces itself: it is bought while `gain` is above `lambda` times `cost`. */
export interface Pace {
  /** The id of the cost limit in whose window it is dearest. */
  readonly limit: string;
  /** The shadow price of that window: expected gain per USD. 0 while it fills no faster than time passes. */
  readonly lambda: number;
  /** As proposed. */
  readonly gain: number;
  /** What the window is expected to pay for it beyond an answer that does not think, in USD. */
  readonly cost: number;
}

export interface Decision {
  readonly id: DecisionId;
  readonly route: string;
  readonly matched: boolean;
  readonly confidence: number;
  readonly effort: Effort;
  readonly model: string;
  readonly candidates: NonEmpty<string>;
  readonly reason: Reason;
  readonly why: readonly Step[];
  readonly signals: Signals;
  readonly classifier: { readonly source: ClassifierName; readonly tookMs: number; readonly asked: readonly string[] };
  readonly alternatives: readonly { readonly route: string; readonly confidence: number }[];
  readonly session: { readonly id: string; readonly sticky: boolean; readonly switched: boolean };
  readonly policy: { readonly tenant: string; readonly version: number };
  readonly plan: string;
  /** The id of the limit that moved the request down, null when none did. */
  readonly degraded: string | null;
  /** Absent where nothing was priced: no plan that paces itself, an explicit choice, or no thinking in question. */
  readonly pace?: Pace;
  /** Absent where beliefs had no say. `propensity` is null where somebody else had a say: a session, a limit, a model that failed. */
  readonly choice?: Omit<Choice, 'propensity'> & {
    readonly propensity: number | null;
    /** Chance took another, and what may be spent on that was spent: it was not tried. */
    readonly unpaid?: true;
  };
  /** What was in force, and what is being judged beside it (`shadow`). Absent where learning is off. */
  readonly beliefs?: { readonly version: number; readonly shadow?: number };
}
