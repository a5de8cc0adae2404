/**
 * The rows of an inverted index: of each feature, the routes that have it and how much it weighs there. TF-IDF over the
 * tenant's own routes, each route's weights at length one. Pure.
 */

import { Places } from './places.ts';
import type { Sums } from './sums.ts';

/** An unseen feature dilutes a text as a feature of this idf would. */
const UNSEEN_IDF = 0.5;

/** By a feature's place. Its routes, ascending, and weights lie in `starts[place]` up to `starts[place + 1]`. */
export class Postings {
  readonly #places: Places;
  readonly #idf: Float64Array;
  readonly #starts: Int32Array;
  readonly #routes: Int32Array;
  readonly #weights: Float64Array;

  /** `routes` are each route's features and how much it has of them. */
  constructor(routes: readonly Pick<Sums, 'keys' | 'sums'>[]) {
    const amounts = routes.reduce((sum, { keys }) => sum + keys.length, 0);
    this.#places = new Places(amounts / 2);
    const placesOf = routes.map(({ keys }) => {
      const places = new Int32Array(keys.length);
      for (let at = 0; at < keys.length; at++) places[at] = this.#places.take(keys[at] ?? 0);
      return places;
    });
    this.#starts = startsOf(placesOf, this.#places.size);
    this.#idf = idfOf(this.#starts, routes.length);
    this.#routes = new Int32Array(amounts);
    this.#weights = new Float64Array(amounts);
    const next = this.#starts.slice();
    for (const [route, { sums }] of routes.entries()) {
      const places = placesOf[route] ?? new Int32Array();
      let squares = 0;
      for (let at = 0; at < places.length; at++) squares += (sums[at] ?? 0) * this.idf(places[at] ?? 0) ** 2;
      const length = Math.sqrt(squares);
      for (let at = 0; at < places.length; at++) {
        const place = places[at] ?? 0;
        const to = next[place] ?? 0;
        next[place] = to + 1;
        this.#routes[to] = route;
        this.#weights[to] = (Math.sqrt(sums[at] ?? 0) * this.idf(place)) / length;
      }
    }
  }

  /** -1 for a feature that no route has. */
  placeOf(feature: number): number {
    return this.#places.find(feature);
  }

  /** 1 for a feature of a single route, falling to almost 0 for one that every route has. */
  idf(place: number): number {
    return place < 0 ? UNSEEN_IDF : (this.#idf[place] ?? 0);
  }

  /** What the feature weighs in a route; 0 where the route, or every route, is without it. */
  weight(place: number, route: number): number {
    for (let at = this.#starts[place] ?? 0; at < (this.#starts[place + 1] ?? 0); at++) {
      if (this.#routes[at] === route) return this.#weights[at] ?? 0;
    }
    return 0;
  }

  /** Adds `times` the feature's weights to the sums of its routes. */
  addTo(sums: Float64Array, place: number, times: number): void {
    const [routes, weights] = [this.#routes, this.#weights];
    const end = this.#starts[place + 1] ?? 0;
    for (let at = this.#starts[place] ?? 0; at < end; at++) {
      const route = routes[at] ?? 0;
      sums[route] = (sums[route] ?? 0) + times * (weights[at] ?? 0);
    }
  }
}

function startsOf(placesOf: readonly Int32Array[], features: number): Int32Array {
  const starts = new Int32Array(features + 1);
  for (const places of placesOf) {
    for (const place of places) starts[place + 1] = (starts[place + 1] ?? 0) + 1;
  }
  for (let place = 0; place < features; place++) starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
  return starts;
}

/** Loops, since `Float64Array.from` with a function takes ten times as long, and each policy waits for it. */
function idfOf(starts: Int32Array, routes: number): Float64Array {
  const most = Math.log(routes + 1);
  const byCount = Float64Array.from({ length: routes + 1 }, (_, count) =>
    Math.sqrt(Math.log((routes + 1) / Math.max(1, count)) / most),
  );
  const idf = new Float64Array(starts.length - 1);
  for (let place = 0; place < idf.length; place++) {
    idf[place] = byCount[(starts[place + 1] ?? 0) - (starts[place] ?? 0)] ?? 0;
  }
  return idf;
}
