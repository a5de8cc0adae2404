/**
 * A policy's examples as the fit reads them (`example-fit.ts`): each one's features, and the routes it must be told apart
 * from. All of them lie in a few long arrays, one example after another: a policy may have 50,000. Pure.
 */

import type { Bag } from './bag.ts';
import { Places } from './places.ts';
import type { Spoken } from './topic-index.ts';

export interface Example {
  readonly route: number;
  readonly bag: Bag;
  readonly spoken: Spoken;
  /** The scores of all routes without the fit, in the unit of logits. Read at once: the array may be another's. */
  readonly scores: Float64Array;
}

export interface Samples {
  /** Of each feature. */
  readonly places: Places;
  readonly mentions: Int32Array;
  /** Of each example. */
  readonly routes: readonly number[];
  /** The features of example n, as places, and how much it has of them: from `starts[n]` up to `starts[n + 1]`. */
  readonly starts: readonly number[];
  readonly features: readonly number[];
  readonly values: readonly number[];
  /** `rivalCount` of each example: routes, its own among them, and their scores without the fit, which changes them. */
  readonly rivalCount: number;
  readonly rivals: readonly number[];
  readonly scores: number[];
}

const PAIR_WEIGHT = 0.8;
/** An example is told apart from its own route's strongest rivals; the rest are told apart by the descriptions. */
const MAX_RIVALS = 40;
/** Topics are features as words are. Their keys lie where no hash does: hashes are not negative. */
const topicKey = (topic: number): number => -1 - topic;

/** `routes` is how many there are. Of more than `mostFeatures` those are kept that most examples have. */
export function readSamples(examples: Iterable<Example>, routes: number, mostFeatures: number): Samples {
  const places = new Places();
  const keys: number[] = [];
  const own: number[] = [];
  const starts = [0];
  const [features, values]: number[][] = [[], []] as const;
  const [rivals, scores]: number[][] = [[], []] as const;
  const rivalCount = Math.min(routes, MAX_RIVALS);
  for (const example of examples) {
    own.push(example.route);
    readFeatures(example.bag, example.spoken, (key, value) => {
      const place = places.take(key);
      if (place === keys.length) keys.push(key);
      features.push(place);
      values.push(value);
    });
    starts.push(features.length);
    for (const rival of rivalsOf(example.route, example.scores, rivalCount)) {
      rivals.push(rival);
      scores.push(example.scores[rival] ?? 0);
    }
  }
  const mentions = counted(features, keys.length);
  const all = { places, mentions, routes: own, starts, features, values, rivalCount, rivals, scores };
  return keys.length <= mostFeatures ? all : withFrequent(all, keys, mostFeatures);
}

/** Words and pairs at a length of their own each, and topics. */
export function readFeatures(
  { words, mentions, pairs, pairWeights }: Bag,
  spoken: Spoken,
  take: (key: number, value: number) => void,
): void {
  let squares = 0;
  for (let word = 0; word < words.length; word++) squares += (words[word]?.weight ?? 0) * (mentions[word] ?? 0);
  const wordScale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (let word = 0; word < words.length; word++) {
    const own = words[word];
    if (own !== undefined && own.weight > 0) take(own.hash, wordScale * Math.sqrt(own.weight * (mentions[word] ?? 0)));
  }
  let pairSquares = 0;
  for (let pair = 0; pair < pairWeights.length; pair++) pairSquares += pairWeights[pair] ?? 0;
  const pairScale = pairSquares === 0 ? 0 : PAIR_WEIGHT / Math.sqrt(pairSquares);
  for (let pair = 0; pair < pairs.length; pair++) take(pairs[pair] ?? 0, pairScale * Math.sqrt(pairWeights[pair] ?? 0));
  for (let topic = 0; topic < spoken.topics.length; topic++) {
    take(topicKey(spoken.topics[topic] ?? 0), spoken.weights[topic] ?? 0);
  }
}

/** The `count` best, best first, and the example's own route in any case; where that is all of them, in their order. */
function rivalsOf(route: number, scores: Float64Array, count: number): readonly number[] {
  const best: number[] = [];
  if (count === scores.length) {
    for (let rival = 0; rival < count; rival++) best.push(rival);
    return best;
  }
  for (let rival = 0; rival < scores.length; rival++) {
    const score = scores[rival] ?? 0;
    if (best.length === count) {
      if (score <= (scores[best[count - 1] ?? 0] ?? 0)) continue;
      best.pop();
    }
    let at = best.push(rival) - 1;
    for (; at > 0 && (scores[best[at - 1] ?? 0] ?? 0) < score; at--) best[at] = best[at - 1] ?? 0;
    best[at] = rival;
  }
  if (!best.includes(route)) best[count - 1] = route;
  return best;
}

/** The samples without the features that fewest examples have. */
function withFrequent(samples: Samples, keys: readonly number[], most: number): Samples {
  const counts = samples.mentions;
  const kept = [...keys.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, most);
  const places = new Places(most);
  const moved = new Int32Array(keys.length).fill(-1);
  for (const place of kept) moved[place] = places.take(keys[place] ?? 0);
  const starts = [0];
  const [features, values]: number[][] = [[], []] as const;
  for (let sample = 0; sample < samples.routes.length; sample++) {
    for (let at = samples.starts[sample] ?? 0; at < (samples.starts[sample + 1] ?? 0); at++) {
      const place = moved[samples.features[at] ?? 0] ?? -1;
      if (place < 0) continue;
      features.push(place);
      values.push(samples.values[at] ?? 0);
    }
    starts.push(features.length);
  }
  return { ...samples, places, mentions: counted(features, places.size), starts, features, values };
}

function counted(features: readonly number[], size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const place of features) counts[place] = (counts[place] ?? 0) + 1;
  return counts;
}
