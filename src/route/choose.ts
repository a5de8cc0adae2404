/**
 * The choice by what is believed of the models: which effort, which model, and whether another is tried. Pure.
 *
 *  - Beliefs of version 0, the shipped prior, decide nothing: what the rules chose stands.
 *  - Where the effort is left to the router, it is that whose best candidate is worth the most; of two that are worth the
 *    same, the cheaper effort. Where the caller, the words or the route have settled it, it stands.
 *  - Within an effort the order of the policy stands, unless a later candidate is clearly better (`arms.ts`): the tenant's
 *    order is evidence too. So it is where the effort is fixed.
 *  - Mini is where limits lead: nobody is sent there because it is worth more.
 *  - What is tried says `explore.ts`: only where the effort and the route were left to the router.
 * Every arm considered has passed entitlement and requirements, and nothing here can add one.
 */

import type { Features } from '../classify/features.ts';
import type { Learning } from '../tenant/policy.ts';
import { isNonEmpty, type NonEmpty } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import { leaderOf, type Weighed, type Weighing, weighArms } from './arms.ts';
import { armOf, type Beliefs, type Believed } from './believed.ts';
import type { Choice, Outlook, Rung, Step } from './decision.ts';
import { drawn, propensities } from './explore.ts';

/** What is believed, and of what. */
export interface Consulted {
  readonly beliefs: Beliefs;
  readonly features: Features;
  /** From 0 to 1, for what is tried; null: nothing is tried, whatever the policy says. */
  readonly random: number | null;
}

/** Whom the choice is between. */
export interface Choosing extends Consulted {
  readonly learning: Learning;
  /** Who may answer at thinking and at instant. */
  readonly lists: Lists;
  /** What the rules chose. */
  readonly ruled: Taken;
  /** The effort is left to the router. */
  readonly isFree: boolean;
  /** So is everything else, and no conversation holds the request. */
  readonly mayTry: boolean;
}

/** The same arms by what is in force, and by the newest; a list for each rung. */
interface Lists {
  readonly inForce: readonly NonEmpty<Weighed>[];
  readonly newest: readonly NonEmpty<Weighed>[];
}

export interface Taken {
  readonly effort: Effort;
  readonly model: string;
}

export interface Chosen {
  readonly taken: Taken;
  /** What would be taken without chance. */
  readonly best: Taken;
  /** Beliefs settled it, be it as the rules would have: where they may, whatever they say. */
  readonly settled: boolean;
  /** Beliefs chose another than the rules. */
  readonly changed: boolean;
  /**
   * What thinking is worth beyond an instant answer by beliefs in force, after what money and time are worth to the tenant:
   * a plan that prices money as well adds its price to that. Null where they have no say or nothing to compare.
   */
  readonly gain: number | null;
  /** Who is to answer at each effort, where a limit leads there; empty where beliefs have no say. */
  readonly leaders: readonly Taken[];
  /** Absent where there was nothing to choose. */
  readonly choice?: Choice;
  readonly steps: readonly Step[];
}

/** Null where beliefs have no say: only mini may answer, or is wished for. */
export function choose(choosing: Choosing): Chosen | null {
  const { ruled, isFree, lists } = choosing;
  const { inForce } = choosing.beliefs;
  const openOf = (all: Lists['inForce']) => all.filter(([{ effort }]) => isFree || effort === ruled.effort);
  const open = openOf(lists.inForce);
  const arms = open.flat();
  const standing = arms.find(({ arm }) => arm === armOf(ruled.model, ruled.effort));
  if (standing === undefined) return null;

  const decides = inForce.version > 0;
  const best = decides ? bestOf(open) : standing;
  const changed = best !== standing;
  const ranked = [best, ...arms.filter((arm) => arm !== best).sort((one, other) => other.value - one.value)];
  const base = {
    ...{ best, changed, settled: decides && (isFree || changed) },
    gain: decides ? gainOf(lists.inForce, 'value') : null,
    leaders: decides ? lists.inForce.map(leaderOf) : [],
  };
  const steps = base.settled ? [learnedStep(ranked, inForce)] : [];
  // Without a say there is no choice to tell of.
  if (!isFree && (!decides || arms.length < 2)) return { ...base, taken: best, steps };

  const { explore } = choosing.learning;
  const likely =
    explore === null || !choosing.mayTry
      ? ranked.map((arm) => Number(arm === best))
      : propensities(best, ranked, explore, bestOf(openOf(lists.newest)).arm);
  const at = choosing.random === null ? 0 : drawn(likely, choosing.random);
  const taken = ranked[at] ?? best;
  const propensity = likely[at] ?? 1;
  const explored = taken !== best;
  return {
    ...base,
    taken,
    choice: { propensity, explored, arms: ranked.map((arm, rank) => considered(arm, likely[rank] ?? 0)) },
    steps: explored ? [...steps, triedStep(taken, best, propensity)] : steps,
  };
}

export function listsOf({ inForce, newest }: Beliefs, rungs: readonly Rung[], weighing: Weighing): Lists {
  const decisive = weighArms(inForce, rungs, weighing);
  return { inForce: decisive, newest: newest === inForce ? decisive : weighArms(newest, rungs, weighing) };
}

/** What the newest beliefs expect of every candidate, whoever decides; `named` is that of a model that the request names. */
export function outlook({ inForce, newest }: Beliefs, lists: Lists, named: readonly NonEmpty<Weighed>[] = []): Outlook {
  const all = [...lists.newest, ...named].flat();
  return {
    gain: gainOf(lists.newest, 'reward') ?? 0,
    expected: Object.fromEntries(all.map(({ arm, reward }) => [arm, rounded(reward)])),
    beliefs: { version: inForce.version, ...(newest.version === inForce.version ? {} : { shadow: newest.version }) },
  };
}

/** Rungs come dearest first, so that of two that are worth the same the cheaper stands. */
function bestOf(lists: readonly NonEmpty<Weighed>[]): Weighed {
  const leaders = lists.map(leaderOf);
  if (!isNonEmpty(leaders)) throw new Error('There is no arm to choose.');
  return leaders.reduce((best, leader) => (leader.value >= best.value ? leader : best));
}

/** Of those who would answer at either; null where at one of them nobody may. */
function gainOf(lists: readonly NonEmpty<Weighed>[], by: 'reward' | 'value'): number | null {
  const leader = (effort: Effort): Weighed | undefined => lists.map(leaderOf).find((each) => each.effort === effort);
  const [thinking, instant] = [leader('thinking'), leader('instant')];
  return thinking === undefined || instant === undefined ? null : rounded(thinking[by] - instant[by]);
}

function considered({ arm, reward, cost, latencyMs, value }: Weighed, propensity: number): Choice['arms'][number] {
  const waits = latencyMs === null ? null : Math.round(latencyMs);
  return { arm, reward: rounded(reward), cost, latencyMs: waits, value: rounded(value), propensity };
}

function learnedStep([best, next]: readonly Weighed[], { version }: Believed): Step {
  const told = (arm: Weighed | undefined) =>
    arm === undefined ? 'nobody else' : `${arm.arm} ${arm.reward.toFixed(2)} worth ${arm.value.toFixed(2)}`;
  return { rule: 'learned', detail: `${told(best)} against ${told(next)}; beliefs ${version}` };
}

function triedStep(taken: Weighed, best: Weighed, propensity: number): Step {
  const less = Math.max(0, best.value - taken.value).toFixed(2);
  const likely = Number(propensity.toPrecision(2));
  return {
    rule: 'explore',
    detail: `${taken.arm} is tried, worth ${less} less than ${best.arm}; propensity ${likely}`,
  };
}

/** More digits would be noise, and are logged with every request. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
