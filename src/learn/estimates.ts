/**
 * What a policy would have earned on decisions that another one made: inverse propensity scores (IPS), the same weighted by
 * themselves (SNIPS, Swaminathan and Joachims 2015), and doubly robust (DR, Dudík et al. 2011). For the report; what may take
 * effect `gate.ts` says.
 *
 * - A weight is clipped at `MAX_WEIGHT`: an arm that was chosen more rarely than 1 in 20 counts as 1 in 20.
 * - Rows on which the policy's arm could not have been chosen are left out: `support` says how many are in.
 * - Of a request whose arms were all rated the rewards themselves are taken, in all three.
 * - The intervals are those of the linearised mean, by Student's t with the effective rows less one degrees of freedom: they
 *   hold at one look, 95 % of the time. Below `MIN_EFFECTIVE` effective rows nothing is known: -1 to 1 is said.
 *
 * Pure.
 */

import type { Arm } from '../route/believed.ts';
import type { Effort } from '../wire/ask.ts';
import type { Interval, Judged } from './judged.ts';
import { type Supported, supported } from './supported.ts';

const MAX_WEIGHT = 20;
const MIN_EFFECTIVE = 3;
const NOTHING = { low: -1, high: 1 };

const TARGETS = ['candidate', 'inForce', 'instant', 'thinking', 'random'] as const;
type Target = (typeof TARGETS)[number];

export interface TargetEstimate {
  readonly ips: Interval;
  readonly snips: Interval;
  readonly dr: Interval;
  /** Rows whose arm the policy would have taken, by their weights (Kish). */
  readonly effective: number;
  /** Of all rows, those on which the policy's arm could have been chosen, 0 to 1. */
  readonly support: number;
}

/** Each in reward less penalty. */
export type Estimates = Readonly<Record<Target, TargetEstimate>>;

export function estimates(rows: readonly Judged[]): Estimates {
  const all = supported(rows);
  const of = (target: Target) => estimateOf(all, (row) => picksOf(row, target));
  return {
    candidate: of('candidate'),
    inForce: of('inForce'),
    instant: of('instant'),
    thinking: of('thinking'),
    random: of('random'),
  };
}

/** The arms that a policy takes, each as likely as the others. */
function picksOf({ picks, arms }: Supported, target: Target): readonly Arm[] {
  if (target === 'random') return [...arms.keys()];
  if (target === 'candidate' || target === 'inForce') return [picks[target]];
  const own = picks[target] ?? firstOf(arms, target);
  return own === undefined ? [] : [own];
}

function firstOf(arms: Supported['arms'], wished: Effort): Arm | undefined {
  for (const { arm, effort } of arms.values()) if (effort === wished) return arm;
  return undefined;
}

interface Term {
  /** Of who rated it. */
  readonly trust: number;
  /** Of the importance, clipped. */
  readonly weight: number;
  readonly earned: number;
  readonly robust: number;
}

/** What a policy earns that takes one of `picksOf` a row, each as likely as the others; of no picks it takes none. */
export function estimateOf(rows: readonly Supported[], picksOf: (row: Supported) => readonly Arm[]): TargetEstimate {
  const terms = rows.flatMap((row) => termOf(row, picksOf(row)) ?? []);
  const weights = terms.map(({ trust, weight }) => trust * weight);
  const sum = total(weights);
  const effective = sum === 0 ? 0 : sum ** 2 / total(weights.map((weight) => weight ** 2));
  const trusted = total(terms.map(({ trust }) => trust));
  const ips = trusted === 0 ? 0 : total(terms.map(({ trust, weight, earned }) => trust * weight * earned)) / trusted;
  const snips = sum === 0 ? 0 : total(terms.map(({ trust, weight, earned }) => trust * weight * earned)) / sum;
  const dr = trusted === 0 ? 0 : total(terms.map(({ trust, robust }) => trust * robust)) / trusted;
  const within = (value: number, influences: readonly number[]): Interval => {
    if (effective < MIN_EFFECTIVE) return { value, ...NOTHING };
    const half = studentOf(effective - 1) * Math.sqrt(total(influences.map((one) => one ** 2)));
    return { value, low: value - half, high: value + half };
  };
  return {
    ips: within(
      ips,
      terms.map(({ trust, weight, earned }) => (trust * (weight * earned - ips)) / trusted),
    ),
    snips: within(
      snips,
      terms.map(({ trust, weight, earned }) => (trust * weight * (earned - snips)) / sum),
    ),
    dr: within(
      dr,
      terms.map(({ trust, robust }) => (trust * (robust - dr)) / trusted),
    ),
    effective,
    support: rows.length === 0 ? 0 : terms.length / rows.length,
  };
}

function termOf(row: Supported, picks: readonly Arm[]): Term | null {
  const arms = picks.flatMap((pick) => row.arms.get(pick) ?? []);
  if (arms.length === 0 || arms.length < picks.length) return null;
  const share = 1 / arms.length;
  const trust = row.weight;
  const known = arms.flatMap(({ arm, penalty }) => {
    const reward = row.rewards.get(arm);
    return reward === undefined ? [] : [reward - penalty];
  });
  if (row.by === 'all rated' && known.length === arms.length) {
    const earned = share * total(known);
    return { trust, weight: 1, earned, robust: earned };
  }
  if (arms.some(({ propensity }) => propensity <= 0)) return null;
  const chosen = arms.find(({ arm }) => arm === row.chosen);
  const weight = chosen === undefined ? 0 : Math.min(MAX_WEIGHT, share / chosen.propensity);
  const expected = share * total(arms.map(({ reward, penalty }) => reward - penalty));
  const surprise = chosen === undefined ? 0 : weight * (row.reward - chosen.reward);
  return { trust, weight, earned: row.reward - (chosen?.penalty ?? 0), robust: expected + surprise };
}

/** Student's t, two-sided 95 %, by its expansion around the normal: within 4 % from 2 degrees of freedom on. */
function studentOf(freedom: number): number {
  const z = 1.96;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
