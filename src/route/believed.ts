/**
 * What is believed of the models that may answer. The beliefs themselves are learned elsewhere (`learn/`); the choice only
 * asks them. Pure.
 */

import type { Features } from '../classify/features.ts';
import type { Effort } from '../wire/ask.ts';

/** A model at an effort, `deep@thinking`: what rewards are learned of. */
export type Arm = `${string}@${Effort}`;

export const armOf = (model: string, effort: Effort): Arm => `${model}@${effort}`;

/** What is expected of an arm for one request. */
export interface Expectation {
  /** How likely it satisfies, 0 to 1. */
  readonly reward: number;
  /** Standard deviation of `reward`: how little is known. */
  readonly deviation: number;
  /** Until the first content, in milliseconds; null while nothing was seen of it. */
  readonly latencyMs: number | null;
  /** How often it fails to answer, 0 to 1. */
  readonly failure: number;
  /** Of how many rewards, as far as they have not been forgotten; 0: the prior speaks. */
  readonly evidence: number;
}

/** Beliefs that can be asked. Version 0 is the shipped prior. */
export interface Believed {
  readonly version: number;
  readonly expect: (arm: Arm, route: string, features: Features) => Expectation;
}

/** Which beliefs there are for a request. */
export interface Beliefs {
  /** These decide. Version 0 decides nothing: the rules of old stand. */
  readonly inForce: Believed;
  /** The newest, which `signals` tell of; the same as `inForce` once they are in force. */
  readonly newest: Believed;
}
