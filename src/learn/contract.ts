/** What a tenant's learner offers to others. Everything here crosses RPC: plain data in, plain data out. */

import type { Teachable } from '../quota/lesson.ts';
import type { Arm } from '../route/believed.ts';
import type { DecisionId } from '../route/decision.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
import type { Calibration } from './calibration.ts';
import type { Estimates } from './estimates.ts';
import type { Verdict } from './gate.ts';
import type { Judged } from './judged.ts';
import type { Moved } from './moved.ts';
import type { PlaceNames } from './place-names.ts';

/** What an isolate saw of an arm since it told last. */
export interface ArmTelemetry {
  readonly arm: Arm;
  /** Calls that answered or failed by the provider's own fault. */
  readonly count: number;
  readonly failed: number;
  /** Calls whose first content was seen, and how long those took in all. */
  readonly timed: number;
  readonly firstContentMs: number;
}

/**
 * `shadow`: it only tells. `canary`: it decides a share. `in_force`: it decides. `past`: it did. `withdrawn`: it was tried,
 * or in force, and did worse.
 */
export type Stage = 'shadow' | 'canary' | 'in_force' | 'past' | 'withdrawn';

export interface BeliefsVersion {
  readonly version: number;
  readonly at: UnixMs;
  readonly stage: Stage;
  /** Why it is at this stage, in a sentence. */
  readonly why: string;
  /** The version whose content this is, after a rollback; else null. */
  readonly source: number | null;
  /** Who put it in force again; null: the learner itself. */
  readonly actor: string | null;
  /** How many lessons had been learned. */
  readonly lessons: number;
  /** Its content is still there, so that it can be put in force again. */
  readonly isKept: boolean;
}

export interface ArmReport {
  readonly arm: Arm;
  /** Of how many rewards, as far as they have not been forgotten. */
  readonly evidence: number;
  readonly latencyMs: number | null;
  readonly failure: number;
  /** How often chance took it, of the lessons in the log. */
  readonly probes: number;
  readonly lessons: number;
}

/** Of the lessons in the log: those that came to one route, and were said to be of another. */
export interface Rerouted {
  readonly from: string;
  readonly to: string;
  readonly lessons: number;
  readonly users: number;
  /** All lessons of `from`. */
  readonly of: number;
  /** Of these, 0 to 1: few say little, and one user alone says no more than a few do. */
  readonly share: number;
}

export interface BeliefsReport {
  readonly inForce: number;
  readonly canary: { readonly version: number; readonly share: number; readonly since: UnixMs } | null;
  readonly newest: number;
  /** Nothing gains effect by itself before then; null: it may at any time. */
  readonly pausedUntil: UnixMs | null;
  /** Why it stands as it does, in a sentence. */
  readonly why: string;
  /** KV has what is said here. */
  readonly isPublished: boolean;
  /** What the evidence says of the newest against what is in force. */
  readonly verdict: Verdict;
  /** Newest first. */
  readonly versions: readonly BeliefsVersion[];
  /** On what was judged against the version in force; in reward less what money and time are worth. */
  readonly estimates: Estimates;
  readonly calibration: Calibration;
  readonly counts: {
    /** In the log. */
    readonly lessons: number;
    /** Waiting for their batch. */
    readonly held: number;
    readonly raters: number;
    /** Learned, and no longer in the log: nobody can take these out again. */
    readonly merged: number;
  };
  readonly arms: readonly ArmReport[];
  /** The largest share first. It moves no choice: which route a request takes is the classifier's. */
  readonly reroutes: readonly Rerouted[];
  /** Between the version in force and the newest. */
  readonly moved: readonly Moved[];
}

/** A lesson as replays need it: how it was judged, without its words and without a name. */
export interface JudgedLesson {
  readonly decision: DecisionId;
  /** The version in force that it was judged against. */
  readonly against: number;
  readonly row: Judged;
}

export type RolledBack =
  | { readonly kind: 'rolled_back'; readonly version: number }
  /** There is no such version, or its content is gone. */
  | { readonly kind: 'unknown' };

export interface Forgotten {
  /** Lessons that were deleted. */
  readonly lessons: number;
  /** Of those, whose part in the beliefs was taken out again. */
  readonly unlearned: number;
  /** Lessons of theirs that are in the beliefs for good, since the log no longer has them; as far as is known. */
  readonly merged: number;
  /** Versions that were made anew without them. */
  readonly versions: readonly number[];
}

export interface LearnerMethods extends Teachable {
  observe(tenant: TenantId, telemetry: readonly ArmTelemetry[]): void;
  /** `names`: what to call what moved. */
  report(names: PlaceNames): BeliefsReport;
  /** Version 0 is the shipped prior: the rules decide again. */
  rollback(version: number, actor: string): Promise<RolledBack>;
  /** `user` as an account is named: `user:<name>` or `key:<id>`. */
  forget(user: string): Promise<Forgotten>;
  /** The last that were learned, newest first. */
  rows(limit: number): JudgedLesson[];
}

export interface LearnerNamespace {
  getByName(name: string): {
    readonly [Name in keyof LearnerMethods]: (
      ...args: Parameters<LearnerMethods[Name]>
    ) => Promise<Awaited<ReturnType<LearnerMethods[Name]>>>;
  };
}
