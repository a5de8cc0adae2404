/**
 * What a tenant's answers have taught: how likely each arm (a model at an effort) satisfies a request. A linear model over
 * the request's features in three storeys, each shrunk towards the one below it: the shipped prior by effort and difficulty
 * (`prior.ts`); what was learned of the effort, word by word; what was learned of the arm beyond its effort. So a new model
 * starts as its effort stands, and the first rewards move little.
 *
 * `beliefs x event -> beliefs`: nothing is changed in place, and what did not change is shared. Each reward is read once,
 * in the order in which it comes; another order comes to nearly, not exactly, the same. Pure; an update takes microseconds.
 */

import type { Arm } from '../route/believed.ts';
import type { Effort } from '../wire/ask.ts';
import { ARM_PRIOR, EFFORT_PRIOR, inputsOf, type Seen } from './inputs.ts';
import { priorOf } from './prior.ts';
import { changed, dot, faded, type Sparse, spread, unlearned, type Vector } from './vector.ts';

/** What was learned of one arm. */
export interface ArmBelief {
  readonly vector: Vector;
  /** Rewards by their weight, as far as they have not been forgotten. */
  readonly evidence: number;
  /** Mean of its latest errors, -1 to 1: what it was worth less what had been expected. */
  readonly surprise: number;
  /** Mean of the time until the first content, over `timed` answers; 0 of none. */
  readonly latencyMs: number;
  readonly timed: number;
  /** Of `asked` requests, as far as they have not been forgotten. */
  readonly failed: number;
  readonly asked: number;
}

export interface Beliefs {
  readonly efforts: Readonly<Record<Effort, Vector>>;
  readonly arms: ReadonlyMap<Arm, ArmBelief>;
}

/** What a decision turned out to be worth. */
export type Outcome =
  | { readonly kind: 'value'; readonly arm: Arm /** 0 to 1. */; readonly value: number }
  | { readonly kind: 'pair'; readonly better: Arm; readonly worse: Arm };

/** The better of two is held to be better by so much at least. */
const PAIR_MARGIN = 0.5;

/** A reward counts against so many of its arm: what is older fades. */
const ARM_MEMORY = 1000;
/** What holds for an effort, whichever its models, changes more slowly. */
const EFFORT_MEMORY = 5000;
/**
 * Errors of an arm that are all of one sign are no noise: its provider has changed it. The mean of about the last thirty
 * errors leaves these bounds once in many thousand rewards by chance, and some thirty rewards after a change by a half.
 * All that made the arm sure is then forgotten, so that the next rewards teach it as if it were new.
 */
const ERRORS_REMEMBERED = 30;
const MOST_SURPRISE = 0.25;
/** Half of the certainty is gone after so long without an answer. */
const HALF_LIFE_MS = 30 * 86_400_000;

/** Latency and failures are means over about so many answers. */
const ANSWERS_REMEMBERED = 100;

/** Bytes of `pack`: the efforts take 18,300 of 65,536, and each arm its name and so many. */
const ARM_BYTES = 196;
const MOST_ARM_BYTES = 46_000;

const EFFORTS = { thinking: unlearned(EFFORT_PRIOR), instant: unlearned(EFFORT_PRIOR), mini: unlearned(EFFORT_PRIOR) };
export const UNKNOWN: ArmBelief = {
  ...{ vector: unlearned(ARM_PRIOR), evidence: 0, surprise: 0 },
  ...{ latencyMs: 0, timed: 0, failed: 0, asked: 0 },
};

/** The shipped prior: nothing has been learned. */
export const EMPTY = (): Beliefs => ({ efforts: EFFORTS, arms: new Map() });

export function effortOf(arm: Arm): Effort {
  const effort = arm.slice(arm.lastIndexOf('@') + 1);
  return effort === 'thinking' || effort === 'mini' ? effort : 'instant';
}

/** `weight` is how much the outcome counts in all, from 0 to 1: by its kind and by who rated. Neither is read of it. */
export const learn = (beliefs: Beliefs, outcome: Outcome, seen: Seen, weight: number): Beliefs =>
  taught(beliefs, seen, { outcome, weight }, true);

interface Counted {
  readonly outcome: Outcome;
  readonly weight: number;
}

/** `isNew`: it is news of the arm. What only puts right what was said before fades nothing, and surprises nobody. */
function taught(beliefs: Beliefs, seen: Seen, { outcome, weight }: Counted, isNew: boolean): Beliefs {
  if (!(weight > 0)) return beliefs;
  const direction = directionOf(beliefs, outcome, seen);
  if (direction === null) return beliefs;
  const step = (weight * direction.error) / (1 + weight * direction.spread);
  const error = isNew && outcome.kind === 'value' ? direction.error : null;
  return moved(beliefs, direction.parts, { step, weight, memory: isNew, error });
}

/**
 * As if `after` had been said in the place of `before`, with which `learn` was called; null: nothing had been. Exact right
 * after it; later within 0.16 of it in the worst that is tested: 300 values, all put right after all were learned.
 */
export function correct(beliefs: Beliefs, seen: Seen, before: Counted | null, after: Counted | null): Beliefs {
  const without = before === null ? beliefs : unlearn(beliefs, before.outcome, seen, before.weight);
  return after === null ? without : taught(without, seen, after, before === null);
}

function unlearn(beliefs: Beliefs, outcome: Outcome, seen: Seen, weight: number): Beliefs {
  if (!(weight > 0)) return beliefs;
  const direction = directionOf(beliefs, outcome, seen);
  if (direction === null) return beliefs;
  return moved(beliefs, direction.parts, {
    step: -weight * direction.error,
    weight: -weight,
    memory: false,
    error: null,
  });
}

/** Where an outcome pulls: how far off it is, and along what. Null where it pulls at nothing. */
interface Direction {
  readonly error: number;
  /** The variance of what is believed along it, in noises. */
  readonly spread: number;
  readonly parts: readonly Part[];
}

type Part =
  | { readonly effort: Effort; readonly sign: 1 | -1; readonly seen: Sparse }
  | { readonly arm: Arm; readonly sign: 1 | -1; readonly seen: Sparse };

function directionOf(beliefs: Beliefs, outcome: Outcome, seen: Seen): Direction | null {
  const inputs = inputsOf(seen);
  const partsOf = (arm: Arm, sign: 1 | -1, other?: Arm): [effort: Part, arm: Part] => [
    { effort: effortOf(arm), sign, seen: inputs.effort },
    { arm, sign, seen: isAlone(beliefs, arm, other) ? inputs.alone : inputs.arm },
  ];
  const { difficulty } = seen.features;
  if (outcome.kind === 'value') {
    const parts = partsOf(outcome.arm, 1);
    const error = outcome.value - priorOf(effortOf(outcome.arm), difficulty) - sumOf(beliefs, parts);
    return { error, spread: spreadOf(beliefs, parts), parts };
  }
  const { better, worse } = outcome;
  if (better === worse) return null;
  const [betterEffort, betterArm] = partsOf(better, 1, worse);
  const [worseEffort, worseArm] = partsOf(worse, -1, better);
  // At one effort both have the same words to their credit: only what sets the arms apart is at stake.
  const isApart = effortOf(better) !== effortOf(worse);
  const parts = isApart ? [betterEffort, betterArm, worseEffort, worseArm] : [betterArm, worseArm];
  const prior = priorOf(effortOf(better), difficulty) - priorOf(effortOf(worse), difficulty);
  const error = PAIR_MARGIN - prior - sumOf(beliefs, parts);
  return error <= 0 ? null : { error, spread: spreadOf(beliefs, parts), parts };
}

/**
 * Whether nothing was rated at its effort beside it, and it is not compared with one of that effort. What is learned of it is
 * then of the effort, word by word: taken for its own as well, each would get half of it, and both too little.
 */
export function isAlone({ arms }: Beliefs, arm: Arm, compared?: Arm): boolean {
  const effort = effortOf(arm);
  if (compared !== undefined && effortOf(compared) === effort) return false;
  for (const [other, { evidence }] of arms)
    if (other !== arm && evidence > 0 && effortOf(other) === effort) return false;
  return true;
}

const vectorOf = (beliefs: Beliefs, part: Part): Vector =>
  'effort' in part ? beliefs.efforts[part.effort] : (beliefs.arms.get(part.arm) ?? UNKNOWN).vector;

function sumOf(beliefs: Beliefs, parts: readonly Part[]): number {
  let sum = 0;
  for (const part of parts) sum += part.sign * dot(vectorOf(beliefs, part), part.seen);
  return sum;
}

function spreadOf(beliefs: Beliefs, parts: readonly Part[]): number {
  let sum = 0;
  for (const part of parts) sum += spread(vectorOf(beliefs, part), part.seen);
  return sum;
}

interface Move {
  readonly step: number;
  readonly weight: number;
  /** Whether what was learned before fades by it. */
  readonly memory: boolean;
  /** How far off the arm's value was, where it is known. */
  readonly error: number | null;
}

function moved(beliefs: Beliefs, parts: readonly Part[], { step, weight, memory, error }: Move): Beliefs {
  const efforts = { ...beliefs.efforts };
  const arms = new Map(beliefs.arms);
  const keptOf = (remembered: number): number => (memory ? 1 - weight / remembered : 1);
  for (const part of parts) {
    const change = { step: part.sign * step, weight };
    const vector = vectorOf(beliefs, part);
    if ('effort' in part) {
      efforts[part.effort] = changed(vector, part.seen, EFFORT_PRIOR, { ...change, kept: keptOf(EFFORT_MEMORY) });
      continue;
    }
    const before = beliefs.arms.get(part.arm) ?? UNKNOWN;
    const evidence = Math.max(0, before.evidence * keptOf(ARM_MEMORY) + weight);
    const mean = before.surprise + ((error ?? before.surprise) - before.surprise) * (weight / ERRORS_REMEMBERED);
    const hasChanged = Math.abs(mean) > MOST_SURPRISE;
    arms.set(part.arm, {
      ...{ ...before, evidence, surprise: hasChanged ? 0 : mean },
      vector: changed(vector, part.seen, ARM_PRIOR, { ...change, kept: hasChanged ? 0 : keptOf(ARM_MEMORY) }),
    });
  }
  return { efforts, arms: bounded(arms, parts) };
}

/** Forgets the arms of which least is known, never one that has just been taught. */
function bounded(arms: Map<Arm, ArmBelief>, kept: readonly Part[]): ReadonlyMap<Arm, ArmBelief> {
  let bytes = 0;
  for (const arm of arms.keys()) bytes += ARM_BYTES + arm.length;
  while (bytes > MOST_ARM_BYTES) {
    let least: Arm | null = null;
    for (const [arm, { evidence, asked }] of arms) {
      if (kept.some((part) => 'arm' in part && part.arm === arm)) continue;
      const known = least === null ? null : arms.get(least);
      if (known == null || evidence < known.evidence || (evidence === known.evidence && asked < known.asked))
        least = arm;
    }
    if (least === null) break;
    bytes -= ARM_BYTES + least.length;
    arms.delete(least);
  }
  return arms;
}

/** What answers showed of an arm: how long each took until its first content (null: none came), and whether it failed. */
export function observe(
  beliefs: Beliefs,
  arm: Arm,
  {
    firstContentMs,
    failed,
    count,
  }: { readonly firstContentMs: number | null; readonly failed: boolean; readonly count: number },
): Beliefs {
  if (!(count > 0)) return beliefs;
  const before = beliefs.arms.get(arm) ?? UNKNOWN;
  const kept = (1 - 1 / ANSWERS_REMEMBERED) ** count;
  const timed = firstContentMs === null ? before.timed : before.timed * kept + count;
  const latencyMs =
    firstContentMs === null
      ? before.latencyMs
      : before.latencyMs + ((firstContentMs - before.latencyMs) * count) / timed;
  const arms = new Map(beliefs.arms);
  arms.set(arm, {
    ...{ ...before, timed, latencyMs },
    asked: before.asked * kept + count,
    failed: before.failed * kept + (failed ? count : 0),
  });
  return { ...beliefs, arms: bounded(arms, [{ arm, sign: 1, seen: { places: [], amounts: [] } }]) };
}

/** Time alone makes what is believed less sure, not different: half of the certainty is gone after 30 days. */
export function decay(beliefs: Beliefs, elapsedMs: number): Beliefs {
  if (!(elapsedMs > 0)) return beliefs;
  const kept = 0.5 ** (elapsedMs / HALF_LIFE_MS);
  const fadedBy = (vector: Vector, prior: Float32Array): Vector => ({
    weight: vector.weight,
    precision: faded(vector.precision, prior, kept),
  });
  const { thinking, instant, mini } = beliefs.efforts;
  const arms = [...beliefs.arms].map(([arm, belief]) => {
    const [evidence, timed] = [belief.evidence * kept, belief.timed * kept];
    const [failed, asked] = [belief.failed * kept, belief.asked * kept];
    return [arm, { ...belief, evidence, timed, failed, asked, vector: fadedBy(belief.vector, ARM_PRIOR) }] as const;
  });
  return {
    efforts: {
      thinking: fadedBy(thinking, EFFORT_PRIOR),
      instant: fadedBy(instant, EFFORT_PRIOR),
      mini: fadedBy(mini, EFFORT_PRIOR),
    },
    arms: new Map(arms),
  };
}
