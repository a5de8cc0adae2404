/** Features of a text by their hashes and what each weighs, in the order in which they came. Pure. */

import { Places } from './places.ts';

/** Of the vector that is being made: one is finished before the next one is begun. */
const places = new Places(512);

export class FeatureVector {
  /** 30 bits each. */
  readonly keys: number[] = [];
  readonly weights: number[] = [];

  constructor() {
    places.clear();
  }

  add(key: number, weight: number): void {
    const place = places.take(key);
    if (place === this.keys.length) this.push(key, weight);
    else this.weights[place] = (this.weights[place] ?? 0) + weight;
  }

  /** What the feature weighed before is forgotten; its place in the order stays. */
  set(key: number, weight: number): void {
    const place = places.take(key);
    if (place === this.keys.length) this.push(key, weight);
    else this.weights[place] = weight;
  }

  /** To a Euclidean length of one. */
  normalise(): void {
    const { weights } = this;
    let squares = 0;
    for (let at = 0; at < weights.length; at++) squares += (weights[at] ?? 0) * (weights[at] ?? 0);
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) * scale;
  }

  /** A feature that no other one has the key of, at any time after the vector was made. */
  push(key: number, weight: number): void {
    this.keys.push(key);
    this.weights.push(weight);
  }

  asMap(): Map<number, number> {
    return new Map(this.keys.map((key, at) => [key, this.weights[at] ?? 0]));
  }
}
