/**
 * What an account tells the learner: a decision, what came of it, and what was said of it. Told again whenever more becomes
 * known, under the next `seq`: the learner keeps the last, so that nothing counts twice however often it is told.
 */

import type { Features } from '../classify/features.ts';
import type { Arm } from '../route/believed.ts';
import type { Decision, DecisionId } from '../route/decision.ts';
import type { Learning, TenantId } from '../tenant/policy.ts';
import type { MicroDollars, UnixMs } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';

/** What people, or the tenant's own checks, say of a decision (CONTRACT §6). */
export interface Feedback {
  /** -1 to 1. */
  readonly rating?: number;
  readonly correct?: boolean;
  /** A model, an effort or a route, as the client names it. */
  readonly switchedTo?: string;
  readonly regenerated?: boolean;
  readonly abandoned?: boolean;
}

/** What the router sees by itself: weak signals. */
export interface Observed {
  /** The same user asked the same again, of this arm. */
  readonly askedAgain?: Arm;
  /** The answer does not fit the JSON schema, or a tool's arguments do not fit the tool's. */
  readonly invalid?: true;
  /** The provider cut the answer by a refusal. */
  readonly refused?: true;
}

/** What of a request can be learned from, known when its answer has ended. */
interface Learnable {
  readonly arm: Arm;
  readonly features: Features;
  /** Of the latest user turn, to know it again: hex, keyed by tenant and user. */
  readonly fingerprint: string;
  /** Until the first content; null when none came. */
  readonly firstContentMs: number | null;
  readonly failed: boolean;
  readonly observed: Observed;
}

/** What an account keeps of a request, for as long as it can be rated. */
export interface ToLearn extends Learnable {
  readonly askedAt: UnixMs;
  /** The route, the effort or the model was the caller's own choice. */
  readonly explicit: boolean;
}

/** What `switchedTo` names, as the policy knows it. */
export type Switched = { readonly arm: Arm } | { readonly route: string };

/** What is said of a decision, and what the policy has of it. */
export interface Said {
  readonly feedback: Feedback;
  /** Who answers first at the effort that `switchedTo` names depends on the route, which the account knows. */
  readonly switched?: Switched | { readonly arms: Readonly<Record<string, Arm>> };
}

/** What an account has heard of a decision: fields by what they were to it. */
export type Heard =
  | {
      readonly kind: 'heard';
      readonly accepted: readonly (keyof Feedback)[];
      /** Said before, in the same words: they count once. */
      readonly already: readonly (keyof Feedback)[];
      /** Said before, in other words: the last stand. */
      readonly corrected: readonly (keyof Feedback)[];
    }
  /** It is the caller's, and nothing was kept of it that could be learned from. */
  | { readonly kind: 'unlearnable' }
  /** Nobody's, another's, or older than what is kept. */
  | { readonly kind: 'unknown' };

export interface Lesson extends Learnable {
  readonly decision: DecisionId;
  /** From 1, one more each time that more is known of the decision. */
  readonly seq: number;
  /** When it was settled. */
  readonly at: UnixMs;
  /** The account's name within the tenant: `user:<name>`, or `key:<id>` where nothing names an end user. */
  readonly user: string;
  readonly route: string;
  readonly effort: Effort;
  readonly policyVersion: number;
  readonly beliefs: Decision['beliefs'];
  readonly choice: Decision['choice'];
  /** The route, the effort or the model was the caller's own choice. */
  readonly explicit: boolean;
  readonly cost: MicroDollars;
  readonly feedback: Feedback;
  /** Of `feedback.switchedTo`; absent where nobody knows which model it would have been. */
  readonly switched?: Switched;
}

/** The tenant's rules as of its policy: the learner has no other way to know them. */
export interface Curriculum {
  readonly tenant: TenantId;
  /** Of the policy; 0 or absent: it has none, or nobody knew. */
  readonly policyVersion?: number;
  readonly learning: Learning;
  /** Arms of the catalogue with what a usual answer costs, in USD. */
  readonly arms: readonly { readonly arm: Arm; readonly effort: Effort; readonly usualCost: number | null }[];
}

/** The last `seq` that is known of each decision. */
export type Learned = readonly { readonly decision: DecisionId; readonly seq: number }[];

/** What the learner offers to account objects. */
export interface Teachable {
  teach(curriculum: Curriculum, lessons: readonly Lesson[]): Promise<Learned>;
}
