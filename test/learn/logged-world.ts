/** Logged decisions of a world whose truth is known: what each arm earns on the average, and what each policy would. */

import type { Judged } from '../../src/learn/judged.ts';
import type { Arm } from '../../src/route/believed.ts';
import { unixMs } from '../../src/unit.ts';

export interface World {
  readonly rows: number;
  /** Candidate less in force, in truth. */
  readonly gain: number;
  /** `draw`: another than what is in force with this probability. `named`: people name an arm. `both`: both are rated. */
  readonly logged: { readonly by: 'draw'; readonly share: number } | { readonly by: 'named' } | { readonly by: 'both' };
  /** How far the expectations are from the truth, on the average. */
  readonly error?: number;
  /** On how many rows the two differ. */
  readonly differ?: number;
}

export const FAST: Arm = 'fast@instant';
const DEEP: Arm = 'deep@thinking';

export interface Truth {
  readonly row: Judged;
  readonly truth: ReadonlyMap<Arm, number>;
}

export function loggedWorld({ rows, gain, logged, error = 0.1, differ = 0.4 }: World, chance: () => number): Truth[] {
  const made: Truth[] = [];
  for (let at = 0; at < rows; at++) {
    const differs = chance() < differ;
    const ease = 0.2 + 0.6 * chance();
    const inForce = chance() < 0.7 ? FAST : DEEP;
    const other = inForce === FAST ? DEEP : FAST;
    const edge = differs ? gain / differ : -0.1;
    const truth = new Map<Arm, number>([
      [inForce, clamp(ease - edge / 2)],
      [other, clamp(ease + edge / 2)],
    ]);
    const share = logged.by === 'draw' ? logged.share : 0.5;
    const isOther = chance() < share;
    const propensity = (arm: Arm) => (logged.by === 'draw' ? (arm === inForce ? 1 - share : share) : null);
    const arms = ([FAST, DEEP] as const).map((arm) => ({
      ...{ arm, effort: arm === FAST ? ('instant' as const) : ('thinking' as const), penalty: 0 },
      ...{ reward: clamp((truth.get(arm) ?? 0) + error * (2 * chance() - 1) * 2), propensity: propensity(arm) },
    }));
    const row = (chosen: Arm): Truth => ({
      truth,
      row: {
        ...{ at: unixMs(at), request: `r${at}`, stratum: 'general', chosen, weight: 1, arms },
        reward: Number(chance() < (truth.get(chosen) ?? 0)),
        picks: { inForce, candidate: differs ? other : inForce },
      },
    });
    made.push(row(isOther ? other : inForce));
    if (logged.by === 'both') made.push(row(isOther ? inForce : other));
  }
  return made;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
