/**
 * What a tenant's examples teach: a softmax regression over the tenant's own routes, fitted when the policy is compiled,
 * on top of what descriptions alone say. It starts from that score, so a route without examples is only pushed back where
 * the examples of others say so. Deterministic: the same policy gives the same fit. Pure.
 */

import type { Bag } from './bag.ts';
import { seededRandom, shuffle } from './seeded.ts';
import type { Spoken } from './topic-index.ts';

export interface Example {
  readonly route: number;
  readonly bag: Bag;
  readonly spoken: Spoken;
  /** The scores of all routes without the fit, in the unit of logits. */
  readonly scores: Float64Array;
}

export interface ExampleFit {
  /** Adds to `scores`, which are logits, `times` what the examples say of a text. */
  readonly addTo: (scores: Float64Array, bag: Bag, spoken: Spoken, times: number) => void;
  /** Spellings of the text's words that, by the examples, speak for a route, strongest first. */
  readonly because: (bag: Bag, route: number) => string[];
}

const PAIR_WEIGHT = 0.8;
const EPOCHS = 4;
const RATE = 2;
/** What an example is wrong by so little is not worth a step. */
const LEAST_ERROR = 0.003;
/** An example is told apart from its own route's strongest rivals; the rest are told apart by the descriptions. */
const MAX_RIVALS = 40;
/** Features × routes, 4 bytes each: what the fit of the largest policies may take of an isolate's memory. */
const MAX_CELLS = 4_000_000;
/** Topics are features as words are. Their keys lie where no hash does: hashes are not negative. */
const topicKey = (topic: number): number => -1 - topic;

export function fitExamples(examples: readonly Example[], routes: number): ExampleFit {
  const places = frequentFeatures(examples, routes);
  const weights = new Float32Array(places.size * routes);
  const samples = examples.map(({ route, bag, spoken, scores }) => {
    const { at, values } = vectorOf(bag, spoken, places);
    return { route, at, values, scores, rivals: rivalsOf(route, scores) };
  });
  const seen = new Float64Array(places.size).fill(1);
  const order = Int32Array.from(samples, (_, sample) => sample);
  const random = seededRandom(1);
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    shuffle(order, random);
    for (const number of order) {
      const sample = samples[number];
      if (sample !== undefined) step(sample, weights, seen, routes, epoch);
    }
  }
  return {
    addTo: (scores, bag, spoken, times) => {
      const { at, values } = vectorOf(bag, spoken, places);
      for (let feature = 0; feature < at.length; feature++) {
        const base = (at[feature] ?? 0) * routes;
        const value = times * (values[feature] ?? 0);
        for (let route = 0; route < routes; route++) {
          scores[route] = (scores[route] ?? 0) + value * (weights[base + route] ?? 0);
        }
      }
    },
    because: (bag, route) =>
      bag.words
        .filter(({ weak }) => !weak)
        .map(({ hash, spelling }) => {
          const place = places.get(hash);
          return { spelling, strength: place === undefined ? 0 : (weights[place * routes + route] ?? 0) };
        })
        .filter(({ strength }) => strength > 0)
        .sort((a, b) => b.strength - a.strength)
        .map(({ spelling }) => spelling),
  };
}

interface Sample {
  readonly route: number;
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly scores: Float64Array;
  readonly rivals: Int32Array;
}

/** One step of gradient descent, with a step size of its own for each feature. */
function step(
  { route, at, values, scores, rivals }: Sample,
  weights: Float32Array,
  seen: Float64Array,
  routes: number,
  epoch: number,
): void {
  const errors = new Float64Array(rivals.length);
  let most = Number.NEGATIVE_INFINITY;
  for (let rival = 0; rival < rivals.length; rival++) errors[rival] = scores[rivals[rival] ?? 0] ?? 0;
  for (let feature = 0; feature < at.length; feature++) {
    const base = (at[feature] ?? 0) * routes;
    const value = values[feature] ?? 0;
    for (let rival = 0; rival < rivals.length; rival++) {
      errors[rival] = (errors[rival] ?? 0) + value * (weights[base + (rivals[rival] ?? 0)] ?? 0);
    }
  }
  for (let rival = 0; rival < rivals.length; rival++) most = Math.max(most, errors[rival] ?? 0);
  let total = 0;
  for (let rival = 0; rival < rivals.length; rival++) total += errors[rival] = Math.exp((errors[rival] ?? 0) - most);
  const wrong: number[] = [];
  for (let rival = 0; rival < rivals.length; rival++) {
    const error = (errors[rival] ?? 0) / total - (rivals[rival] === route ? 1 : 0);
    errors[rival] = error;
    if (Math.abs(error) > LEAST_ERROR) wrong.push(rival);
  }
  for (let feature = 0; feature < at.length; feature++) {
    const place = at[feature] ?? 0;
    const value = values[feature] ?? 0;
    seen[place] = (seen[place] ?? 0) + value * value;
    const size = (RATE * value) / Math.sqrt((seen[place] ?? 1) / epoch);
    for (const rival of wrong) {
      const cell = place * routes + (rivals[rival] ?? 0);
      weights[cell] = (weights[cell] ?? 0) - size * (errors[rival] ?? 0);
    }
  }
}

function rivalsOf(route: number, scores: Float64Array): Int32Array {
  const all = Int32Array.from(scores.keys());
  if (all.length <= MAX_RIVALS) return all;
  const rivals = all.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, MAX_RIVALS);
  if (!rivals.includes(route)) rivals[MAX_RIVALS - 1] = route;
  return rivals;
}

/** Words and pairs at a length of their own each, and topics; what `places` does not know is left out. */
function vectorOf(
  { words, mentions, pairs, pairWeights }: Bag,
  spoken: Spoken,
  places: ReadonlyMap<number, number>,
): { readonly at: readonly number[]; readonly values: readonly number[] } {
  const at: number[] = [];
  const values: number[] = [];
  const take = (key: number, value: number): void => {
    const place = places.get(key);
    if (place === undefined) return;
    at.push(place);
    values.push(value);
  };
  let squares = 0;
  for (let word = 0; word < words.length; word++) squares += (words[word]?.weight ?? 0) * (mentions[word] ?? 0);
  const wordScale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (let word = 0; word < words.length; word++) {
    const own = words[word];
    if (own !== undefined && own.weight > 0) take(own.hash, wordScale * Math.sqrt(own.weight * (mentions[word] ?? 0)));
  }
  let pairSquares = 0;
  for (const weight of pairWeights) pairSquares += weight;
  const pairScale = pairSquares === 0 ? 0 : PAIR_WEIGHT / Math.sqrt(pairSquares);
  for (let pair = 0; pair < pairs.length; pair++) take(pairs[pair] ?? 0, pairScale * Math.sqrt(pairWeights[pair] ?? 0));
  for (let topic = 0; topic < spoken.topics.length; topic++) {
    take(topicKey(spoken.topics[topic] ?? 0), spoken.weights[topic] ?? 0);
  }
  return { at, values };
}

/** The features of the examples; where memory would not hold them all, those that most examples have. */
function frequentFeatures(examples: readonly Example[], routes: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const count = (key: number): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { bag, spoken } of examples) {
    for (const { hash, weight } of bag.words) if (weight > 0) count(hash);
    for (const pair of bag.pairs) count(pair);
    for (const topic of spoken.topics) count(topicKey(topic));
  }
  const most = Math.floor(MAX_CELLS / Math.max(1, routes));
  const keys = [...counts.keys()];
  const kept =
    keys.length <= most ? keys : keys.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, most);
  return new Map(kept.map((key, place) => [key, place]));
}
