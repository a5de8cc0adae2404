/** What a tenant's learner offers to others. Everything here crosses RPC: plain data in, plain data out. */

import type { Teachable } from '../quota/lesson.ts';
import type { Arm } from '../route/believed.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';

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

export interface Interval {
  readonly value: number;
  /** 95 %. */
  readonly low: number;
  readonly high: number;
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

/** What a policy of choosing would have been rewarded with, had it chosen. */
export interface Estimate {
  /** `candidate`, `inForce`, `instant`, `thinking`, `random`, or the name of another. */
  readonly target: string;
  readonly ips: Interval;
  readonly snips: Interval;
  readonly dr: Interval;
  /** As many rows as count, after weighting. */
  readonly effective: number;
}

/** Of rewards whose expectation lay between `from` and `to`. */
export interface CalibrationRow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean; null where there is none. */
  readonly expected: number | null;
  readonly rewarded: number | null;
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

export interface Moved {
  readonly feature: string;
  readonly of: string;
  readonly by: number;
}

export interface BeliefsReport {
  readonly inForce: number;
  readonly canary: { readonly version: number; readonly share: number; readonly since: UnixMs } | null;
  readonly newest: number;
  /** Nothing gains effect by itself before then; null: it may at any time. */
  readonly pausedUntil: UnixMs | null;
  /** KV has what is said here. */
  readonly isPublished: boolean;
  /** What the evidence says now, in a sentence. */
  readonly verdict: string;
  /** Newest first. */
  readonly versions: readonly BeliefsVersion[];
  readonly estimates: readonly Estimate[];
  readonly calibration: readonly CalibrationRow[];
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
  /** Between the version in force and the newest. */
  readonly moved: readonly Moved[];
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
  report(): BeliefsReport;
  /** Version 0 is the shipped prior: the rules decide again. */
  rollback(version: number, actor: string): Promise<RolledBack>;
  /** `user` as an account is named: `user:<name>` or `key:<id>`. */
  forget(user: string): Promise<Forgotten>;
}

export interface LearnerNamespace {
  getByName(name: string): {
    readonly [Name in keyof LearnerMethods]: (
      ...args: Parameters<LearnerMethods[Name]>
    ) => Promise<Awaited<ReturnType<LearnerMethods[Name]>>>;
  };
}
