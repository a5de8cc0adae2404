/**
 * Softmax regression over sparse features, by stochastic gradient descent with a step size of its own for each feature
 * (AdaGrad). Deterministic: a seeded generator shuffles, and the arithmetic is that of one thread in one order.
 */

import { seededRandom, shuffle } from '../../classify/seeded.ts';
import type { Labelled } from './taxonomy.ts';

/** Features of a text: hash to weight, of Euclidean length one. */
type Vector = ReadonlyMap<number, number>;

export interface SoftmaxOptions {
  readonly epochs: number;
  readonly learningRate: number;
  /** A feature that fewer rows have is left out: it would be learned by heart. */
  readonly minRows: number;
  readonly featuresOf: (text: string) => Vector;
}

/** `weights[place * labels + label]`, for the features in ascending order of hash. */
export interface Softmax {
  readonly hashes: Int32Array;
  readonly weights: Float32Array;
  /** How much of each feature all rows together have: the sum of the squares of its weights in them. */
  readonly seen: Float64Array;
}

/** A label that is wrong by so little is not worth a step; of hundreds, few are wrong by more. */
const LEAST_ERROR = 1e-4;
/** A label whose score is this far behind the best has no share. */
const MOST_BEHIND = 14;

export function trainSoftmax(rows: readonly Labelled[], labels: number, options: SoftmaxOptions): Softmax {
  const vectors = rows.map(({ text }) => options.featuresOf(text));
  const hashes = frequent(vectors, options.minRows);
  const placeOf = new Map(Array.from(hashes, (hash, place) => [hash, place]));
  const samples = vectors.map((vector, row) => {
    const known = [...vector].flatMap(([hash, weight]) => {
      const place = placeOf.get(hash);
      return place === undefined ? [] : [{ place, weight }];
    });
    return {
      label: rows[row]?.label ?? 0,
      places: Int32Array.from(known, ({ place }) => place),
      weights: Float64Array.from(known, ({ weight }) => weight),
    };
  });

  const weights = new Float32Array(hashes.length * labels);
  const seen = new Float64Array(hashes.length);
  const scores = new Float64Array(labels);
  const errors = new Int32Array(labels);
  const order = Int32Array.from(samples, (_, row) => row);
  const random = seededRandom(1);
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    shuffle(order, random);
    for (const row of order) {
      const sample = samples[row];
      if (sample === undefined) continue;
      probabilities(sample, weights, scores);
      scores[sample.label] = (scores[sample.label] ?? 0) - 1;
      let wrong = 0;
      for (let label = 0; label < labels; label++) {
        if (Math.abs(scores[label] ?? 0) > LEAST_ERROR) errors[wrong++] = label;
      }
      for (let at = 0; at < sample.places.length; at++) {
        const place = sample.places[at] ?? 0;
        const x = sample.weights[at] ?? 0;
        seen[place] = (seen[place] ?? 0) + x * x;
        const step = (options.learningRate * x) / Math.sqrt(1 + (seen[place] ?? 0) / epoch);
        const base = place * labels;
        for (let each = 0; each < wrong; each++) {
          const label = errors[each] ?? 0;
          weights[base + label] = (weights[base + label] ?? 0) - step * (scores[label] ?? 0);
        }
      }
    }
  }
  return { hashes, weights, seen: seen.map((squares) => squares / options.epochs) };
}

interface Sample {
  readonly places: Int32Array;
  readonly weights: Float64Array;
}

/** Writes the softmax of the sample's scores into `scores`. */
function probabilities({ places, weights: values }: Sample, weights: Float32Array, scores: Float64Array): void {
  scores.fill(0);
  for (let at = 0; at < places.length; at++) {
    const x = values[at] ?? 0;
    const base = (places[at] ?? 0) * scores.length;
    for (let label = 0; label < scores.length; label++) {
      scores[label] = (scores[label] ?? 0) + x * (weights[base + label] ?? 0);
    }
  }
  let most = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < scores.length; label++) most = Math.max(most, scores[label] ?? 0);
  let sum = 0;
  for (let label = 0; label < scores.length; label++) {
    const behind = most - (scores[label] ?? 0);
    const value = behind > MOST_BEHIND ? 0 : Math.exp(-behind);
    scores[label] = value;
    sum += value;
  }
  for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] ?? 0) / sum;
}

function frequent(vectors: readonly Vector[], minRows: number): Int32Array {
  const counts = new Map<number, number>();
  for (const vector of vectors) for (const hash of vector.keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return Int32Array.from([...counts].filter(([, count]) => count >= minRows).map(([hash]) => hash)).sort();
}
