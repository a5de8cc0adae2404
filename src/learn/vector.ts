/**
 * One linear part of the beliefs: a weight for each place of a table and how sure it is, by a Bayesian linear regression
 * that keeps the diagonal of its precision alone. The unit of precision is the noise of one reward: a place whose
 * precision is 30 is believed as if 30 rewards had been seen in which it was 1. Never changed in place. Pure.
 */

export interface Vector {
  readonly weight: Float32Array;
  /** At least the prior's, place by place. */
  readonly precision: Float32Array;
}

/** A request in the places of a table. */
export interface Sparse {
  readonly places: readonly number[];
  readonly amounts: readonly number[];
}

/** A vector of which nothing was learned: all it holds is how firmly each place is held at 0. */
export const unlearned = (prior: Float32Array): Vector => ({
  weight: new Float32Array(prior.length),
  precision: prior,
});

export function dot({ weight }: Vector, { places, amounts }: Sparse): number {
  let sum = 0;
  for (let at = 0; at < places.length; at++) sum += (weight[places[at] ?? 0] ?? 0) * (amounts[at] ?? 0);
  return sum;
}

/** The variance of `dot`, in noises. */
export function spread({ precision }: Vector, { places, amounts }: Sparse): number {
  let sum = 0;
  for (let at = 0; at < places.length; at++) sum += (amounts[at] ?? 0) ** 2 / (precision[places[at] ?? 0] ?? 1);
  return sum;
}

/** How a vector is changed by a reward: by `step` in each direction that was seen, and surer there by `weight`. */
export interface Change {
  readonly step: number;
  /** Below 0 takes back what a reward of that weight had added. */
  readonly weight: number;
  /** What is kept of the certainty beyond the prior's, 0 to 1. */
  readonly kept: number;
}

export function changed(vector: Vector, seen: Sparse, prior: Float32Array, { step, weight, kept }: Change): Vector {
  const weights = vector.weight.slice();
  const precision = kept < 1 ? faded(vector.precision, prior, kept) : vector.precision.slice();
  const { places, amounts } = seen;
  for (let at = 0; at < places.length; at++) {
    const place = places[at] ?? 0;
    const amount = amounts[at] ?? 0;
    const before = vector.precision[place] ?? 1;
    const least = prior[place] ?? 1;
    const certainty = weight < 0 ? Math.max(least, before + weight * amount * amount) : before;
    weights[place] = (weights[place] ?? 0) + (step * amount) / certainty;
    precision[place] = Math.max(least, (precision[place] ?? 1) + weight * amount * amount);
  }
  return { weight: weights, precision };
}

/** What is believed stays; how sure it is goes back towards the prior. */
export function faded(precision: Float32Array, prior: Float32Array, kept: number): Float32Array {
  const next = new Float32Array(precision.length);
  for (let place = 0; place < next.length; place++) {
    const least = prior[place] ?? 1;
    next[place] = least + ((precision[place] ?? 1) - least) * kept;
  }
  return next;
}
