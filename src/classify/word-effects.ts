/**
 * What one mention of a word does to every route of a policy: by the word itself, and by its pieces. Worked out at the
 * first mention and remembered, so that a text costs its words and not their pieces. Pure but for that memory.
 */

import { Places } from './places.ts';
import type { Postings } from './postings.ts';
import type { Word } from './words.ts';

/** What one mention adds, before its block of features is brought to length one. */
export interface Effect {
  /** The word's place among the postings of words; -1 where no route has it. */
  readonly word: number;
  readonly wordSquare: number;
  readonly pieceSquare: number;
  /** What its pieces add to which routes lies in the memory's arrays from here up to `end`. */
  readonly start: number;
  readonly end: number;
}

/** Effects remembered for each policy, by the routes they name, 12 bytes each: with 500 routes a word may touch hundreds. */
const MAX_REMEMBERED_ROUTES = 200_000;
/** What an effect takes even where it names no route, in the same unit. */
const LEAST_EFFECT = 10;
const FIRST_ROOM = 1024;

export class WordEffects {
  readonly #words: Postings;
  readonly #pieces: Postings;
  readonly #known = new Places();
  readonly #effects: Effect[] = [];
  /** The word's sums by route while its pieces are added up; zero in between. */
  readonly #sums: Float64Array;
  #routes = new Int32Array(FIRST_ROOM);
  #weights = new Float64Array(FIRST_ROOM);
  #used = 0;

  constructor(words: Postings, pieces: Postings, routes: number) {
    this.#words = words;
    this.#pieces = pieces;
    this.#sums = new Float64Array(routes);
  }

  /** Holds until the next word is asked for. */
  of(word: Word): Effect {
    const known = this.#effects[this.#known.find(word.id)];
    if (known !== undefined) return known;
    if (this.#used + LEAST_EFFECT * this.#effects.length > MAX_REMEMBERED_ROUTES) {
      this.#known.clear();
      this.#effects.length = 0;
      this.#used = 0;
    }
    const made = this.#make(word);
    this.#effects[this.#known.take(word.id)] = made;
    return made;
  }

  /** Adds what the word's pieces do, `times` over. */
  addPieces(sums: Float64Array, { start, end }: Effect, times: number): void {
    const [routes, weights] = [this.#routes, this.#weights];
    for (let at = start; at < end; at++) {
      const route = routes[at] ?? 0;
      sums[route] = (sums[route] ?? 0) + times * (weights[at] ?? 0);
    }
  }

  #make({ hash, weight, pieces }: Word): Effect {
    const word = weight === 0 ? -1 : this.#words.placeOf(hash);
    const idf = this.#words.idf(word);
    const sums = this.#sums;
    let pieceSquare = 0;
    for (let at = 0; at < pieces.length; at++) {
      const place = this.#pieces.placeOf(pieces[at] ?? 0);
      const pieceIdf = this.#pieces.idf(place);
      pieceSquare += pieceIdf * pieceIdf;
      if (place >= 0) this.#pieces.addTo(sums, place, pieceIdf);
    }
    const start = this.#used;
    this.#makeRoom(start + sums.length);
    let end = start;
    for (let route = 0; route < sums.length; route++) {
      const sum = sums[route] ?? 0;
      if (sum === 0) continue;
      sums[route] = 0;
      this.#routes[end] = route;
      this.#weights[end++] = sum;
    }
    this.#used = end;
    return { word, wordSquare: weight * idf * idf, pieceSquare, start, end };
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#routes.length) return;
    const room = Math.max(needed, 2 * this.#routes.length);
    const [routes, weights] = [this.#routes, this.#weights];
    this.#routes = new Int32Array(room);
    this.#routes.set(routes);
    this.#weights = new Float64Array(room);
    this.#weights.set(weights);
  }
}
