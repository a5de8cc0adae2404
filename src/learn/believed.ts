/** Beliefs as the choice asks them: for each arm of a request, what is expected of it. Pure. */

import type { Features } from '../classify/features.ts';
import type { Arm, Believed, Expectation } from '../route/believed.ts';
import { type Beliefs, effortOf, isAlone, UNKNOWN } from './beliefs.ts';
import { type Inputs, inputsOf } from './inputs.ts';
import { priorOf } from './prior.ts';
import { dot, spread } from './vector.ts';

/** The variance of one reward that is 0 or 1, about: what a noise of the vectors is. */
const NOISE = 0.2;

/** Before anything was asked of an arm: one failure in fifty, held as firmly as so many answers. */
const USUAL_FAILURE = 0.02;
const FAILURE_FIRMNESS = 25;

export function believed(beliefs: Beliefs, version: number): Believed {
  // The arms of a request are asked one after the other: it is read once, and its words are weighed once an effort.
  let inputs: Inputs | null = null;
  let read: { readonly route: string; readonly features: Features } | null = null;
  const words = new Map<string, readonly [value: number, variance: number]>();
  const expect = (arm: Arm, route: string, features: Features): Expectation => {
    if (inputs === null || read === null || read.features !== features || read.route !== route) {
      read = { route, features };
      inputs = inputsOf(read);
      words.clear();
    }
    const effort = effortOf(arm);
    const known = words.get(effort);
    const ofEffort = known ?? [
      dot(beliefs.efforts[effort], inputs.effort),
      spread(beliefs.efforts[effort], inputs.effort),
    ];
    if (known === undefined) words.set(effort, ofEffort);
    const { vector, evidence, latencyMs, timed, failed, asked } = beliefs.arms.get(arm) ?? UNKNOWN;
    const ownSpread = spread(vector, isAlone(beliefs, arm) ? inputs.alone : inputs.arm);
    const value = priorOf(effort, features.difficulty) + ofEffort[0] + dot(vector, inputs.arm);
    return {
      reward: Math.max(0, Math.min(1, value)),
      deviation: Math.sqrt(NOISE * (ofEffort[1] + ownSpread)),
      latencyMs: timed > 0 ? latencyMs : null,
      failure: (failed + USUAL_FAILURE * FAILURE_FIRMNESS) / (asked + FAILURE_FIRMNESS),
      evidence,
    };
  };
  return { version, expect };
}
