/**
 * What a tenant's examples teach: a softmax regression over the tenant's own routes, fitted when the policy is compiled,
 * on top of what descriptions alone say. It starts from that score, so a route without examples is only pushed back where
 * the examples of others say so. Deterministic: the same policy gives the same fit. Pure.
 */

import type { Bag } from './bag.ts';
import { type Example, readFeatures, readSamples, type Samples } from './example-samples.ts';
import { seededRandom, shuffle } from './seeded.ts';
import type { Spoken } from './topic-index.ts';

export interface ExampleFit {
  /** Adds to `scores`, which are logits, `times` what the examples say of a text. */
  readonly addTo: (scores: Float64Array, bag: Bag, spoken: Spoken, times: number) => void;
  /** Spellings of the text's words that, by the examples, speak for a route, strongest first. */
  readonly because: (bag: Bag, route: number) => string[];
}

const EPOCHS = 4;
const RATE = 2;
/** What an example is wrong by so little is not worth a step. */
const LEAST_ERROR = 0.003;
/** Features × routes, 4 bytes each: what the fit of the largest policies may take of an isolate's memory. */
const MAX_CELLS = 4_000_000;

export function fitExamples(examples: Iterable<Example>, routes: number): ExampleFit {
  const samples = readSamples(examples, routes, Math.floor(MAX_CELLS / Math.max(1, routes)));
  const { places } = samples;
  const weights = fitted(samples, routes);
  return {
    addTo: (scores, bag, spoken, times) => {
      readFeatures(bag, spoken, (key, amount) => {
        const place = places.find(key);
        if (place < 0) return;
        const base = place * routes;
        const value = times * amount;
        for (let route = 0; route < routes; route++) {
          scores[route] = (scores[route] ?? 0) + value * (weights[base + route] ?? 0);
        }
      });
    },
    because: (bag, route) => {
      const found: { readonly spelling: string; readonly strength: number }[] = [];
      for (const { weak, hash, spelling } of bag.words) {
        const place = weak ? -1 : places.find(hash);
        const strength = place < 0 ? 0 : (weights[place * routes + route] ?? 0);
        if (strength > 0) found.push({ spelling, strength });
      }
      return found.sort((a, b) => b.strength - a.strength).map(({ spelling }) => spelling);
    },
  };
}

/** Weights by feature, then by route. */
function fitted(samples: Samples, routes: number): Float32Array {
  const { places } = samples;
  const weights = new Float32Array(places.size * routes);
  const seen = new Float64Array(places.size).fill(1);
  const errors = new Float64Array(samples.rivalCount);
  const order = Int32Array.from(samples.routes, (_, sample) => sample);
  const random = seededRandom(1);
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    shuffle(order, random);
    for (const sample of order) {
      findErrors(samples, sample, weights, routes, errors);
      step(samples, sample, weights, routes, errors, seen, epoch);
    }
  }
  return weights;
}

/**
 * The probability of each rival as far as it is fitted, less 1 for the example's own route. Features of this example alone
 * are in its scores already.
 */
function findErrors(samples: Samples, sample: number, weights: Float32Array, routes: number, errors: Float64Array) {
  const { starts, features, values, mentions, rivals, scores } = samples;
  const count = errors.length;
  const first = sample * count;
  const end = starts[sample + 1] ?? 0;
  for (let rival = 0; rival < count; rival++) errors[rival] = scores[first + rival] ?? 0;
  for (let at = starts[sample] ?? 0; at < end; at++) {
    const place = features[at] ?? 0;
    if (mentions[place] === 1) continue;
    const base = place * routes;
    const value = values[at] ?? 0;
    if (count === routes) {
      for (let route = 0; route < count; route++) {
        errors[route] = (errors[route] ?? 0) + value * (weights[base + route] ?? 0);
      }
    } else {
      for (let rival = 0; rival < count; rival++) {
        errors[rival] = (errors[rival] ?? 0) + value * (weights[base + (rivals[first + rival] ?? 0)] ?? 0);
      }
    }
  }
  let most = Number.NEGATIVE_INFINITY;
  for (let rival = 0; rival < count; rival++) most = Math.max(most, errors[rival] ?? 0);
  let total = 0;
  for (let rival = 0; rival < count; rival++) total += errors[rival] = Math.exp((errors[rival] ?? 0) - most);
  const route = samples.routes[sample] ?? 0;
  for (let rival = 0; rival < count; rival++) {
    errors[rival] = (errors[rival] ?? 0) / total - (rivals[first + rival] === route ? 1 : 0);
  }
}

/** One step of gradient descent, with a step size of its own for each feature. */
function step(
  { starts, features, values, mentions, rivals, scores }: Samples,
  sample: number,
  weights: Float32Array,
  routes: number,
  errors: Float64Array,
  seen: Float64Array,
  epoch: number,
): void {
  const first = sample * errors.length;
  const wrong: number[] = [];
  for (let rival = 0; rival < errors.length; rival++) {
    if (Math.abs(errors[rival] ?? 0) > LEAST_ERROR) wrong.push(rival);
  }
  const end = starts[sample + 1] ?? 0;
  // What the features of this example alone will say of it.
  let ofOwn = 0;
  for (let at = starts[sample] ?? 0; at < end; at++) {
    const place = features[at] ?? 0;
    const value = values[at] ?? 0;
    const squares = (seen[place] ?? 0) + value * value;
    seen[place] = squares;
    const size = (RATE * value) / Math.sqrt(squares / epoch);
    if (mentions[place] === 1) ofOwn += value * size;
    const base = place * routes;
    for (let which = 0; which < wrong.length; which++) {
      const rival = wrong[which] ?? 0;
      const cell = base + (rivals[first + rival] ?? 0);
      weights[cell] = (weights[cell] ?? 0) - size * (errors[rival] ?? 0);
    }
  }
  for (const rival of wrong) scores[first + rival] = (scores[first + rival] ?? 0) - ofOwn * (errors[rival] ?? 0);
}
