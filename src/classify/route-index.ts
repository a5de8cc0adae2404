/**
 * An inverted index over the words of a tenant's routes: from a word, a pair of words or a piece of a word straight to
 * the routes that have it. Weights are TF-IDF over the tenant's own routes, normalised per block of features, so that a
 * score is a weighted mean of cosines. What a word does to every route is worked out at its first mention and
 * remembered, so that a text costs its words and not their pieces. Pure but for that memory.
 */

import { type Bag, readBag } from './bag.ts';
import type { Word } from './words.ts';

/** What a route is made of: texts with how much each counts, and examples. */
export interface RouteSource {
  readonly parts: readonly { readonly text: string; readonly weight: number }[];
  readonly examples: readonly string[];
}

export interface RouteIndex {
  /** Each route's score, in the order of the sources: 0 where nothing is shared, towards 1 where all is. */
  readonly score: (bag: Bag) => Float64Array;
  /** Spellings of the text's words that speak for a route, strongest first. */
  readonly because: (bag: Bag, route: number) => string[];
}

/** How much words, pairs and pieces count. */
const BLOCK_WEIGHTS = { words: 1, pairs: 0.8, pieces: 0.9 } as const;
const BLOCK_TOTAL = BLOCK_WEIGHTS.words + BLOCK_WEIGHTS.pairs + BLOCK_WEIGHTS.pieces;
/** An unseen feature dilutes a text as a feature of this idf would. */
const UNSEEN_IDF = 0.5;
/** A text of function words alone is not stretched to the length of one that says something. */
const LEAST_LENGTH = 1;
/** Effects remembered for each policy, by the routes they name, 16 bytes each: with 500 routes a word may touch hundreds. */
const MAX_REMEMBERED_ROUTES = 200_000;
/** What an effect takes even where it names no route, in the same unit. */
const LEAST_EFFECT = 10;

/** Rows of (route, weight) of each feature. */
type Postings = ReadonlyMap<number, Posting>;
interface Posting {
  readonly idf: number;
  readonly routes: readonly number[];
  readonly weights: readonly number[];
}

/** What one mention of a word adds to routes, before its block is brought to length one. */
interface Effect {
  readonly word: Posting | null;
  readonly wordSquare: number;
  readonly pieceRoutes: readonly number[];
  readonly pieceWeights: readonly number[];
  readonly pieceSquare: number;
}

export function indexRoutes(sources: readonly RouteSource[]): RouteIndex {
  const totals = sources.map(featuresOf);
  const count = sources.length;
  const words = postings(totals.map((total) => total.words));
  const pairs = postings(totals.map((total) => total.pairs));
  const pieces = postings(totals.map((total) => total.pieces));
  const effects = new Map<number, Effect>();
  let remembered = 0;

  const effectOf = (word: Word): Effect => {
    const known = effects.get(word.id);
    if (known !== undefined) return known;
    const made = effectOfWord(word, words, pieces, count);
    remembered += LEAST_EFFECT + made.pieceRoutes.length;
    if (remembered > MAX_REMEMBERED_ROUTES) {
      effects.clear();
      remembered = 0;
    }
    effects.set(word.id, made);
    return made;
  };

  const score = (bag: Bag): Float64Array => {
    const ofWords = new Float64Array(count);
    const ofPieces = new Float64Array(count);
    const ofPairs = new Float64Array(count);
    let [wordSquares, pieceSquares, pairSquares] = [0, 0, 0];
    for (let at = 0; at < bag.words.length; at++) {
      const word = bag.words[at];
      if (word === undefined) continue;
      const mentions = bag.mentions[at] ?? 0;
      const { word: own, wordSquare, pieceRoutes, pieceWeights, pieceSquare } = effectOf(word);
      // A damped count: the tenth mention of a word says less than the second.
      const weight = Math.sqrt(mentions);
      wordSquares += mentions * wordSquare;
      pieceSquares += mentions * pieceSquare;
      if (own !== null) addPosting(ofWords, own, weight * Math.sqrt(wordSquare));
      for (let row = 0; row < pieceRoutes.length; row++) {
        const route = pieceRoutes[row] ?? 0;
        ofPieces[route] = (ofPieces[route] ?? 0) + weight * (pieceWeights[row] ?? 0);
      }
    }
    for (let at = 0; at < bag.pairs.length; at++) {
      const own = pairs.get(bag.pairs[at] ?? 0);
      const weight = Math.sqrt(bag.pairWeights[at] ?? 0) * (own?.idf ?? UNSEEN_IDF);
      pairSquares += weight * weight;
      if (own !== undefined) addPosting(ofPairs, own, weight);
    }
    const share = (weight: number, squares: number): number =>
      weight / BLOCK_TOTAL / Math.max(LEAST_LENGTH, Math.sqrt(squares));
    const wordShare = share(BLOCK_WEIGHTS.words, wordSquares);
    const pieceShare = share(BLOCK_WEIGHTS.pieces, pieceSquares);
    const pairShare = share(BLOCK_WEIGHTS.pairs, pairSquares);
    for (let route = 0; route < count; route++) {
      const [word, piece, pair] = [ofWords[route] ?? 0, ofPieces[route] ?? 0, ofPairs[route] ?? 0];
      ofWords[route] = wordShare * word + pieceShare * piece + pairShare * pair;
    }
    return ofWords;
  };

  const because = (bag: Bag, route: number): string[] =>
    bag.words
      .filter(({ weak }) => !weak)
      .map((word) => {
        const own = effectOf(word).word;
        const at = own?.routes.indexOf(route) ?? -1;
        return { spelling: word.spelling, strength: (own?.weights[at] ?? 0) * (own?.idf ?? 0) };
      })
      .filter(({ strength }) => strength > 0)
      .sort((a, b) => b.strength - a.strength)
      .map(({ spelling }) => spelling);

  return { score, because };
}

interface Features {
  readonly words: Map<number, number>;
  readonly pairs: Map<number, number>;
  readonly pieces: Map<number, number>;
}

function featuresOf({ parts }: RouteSource): Features {
  const total: Features = { words: new Map(), pairs: new Map(), pieces: new Map() };
  const add = (block: Map<number, number>, key: number, amount: number): void => {
    block.set(key, (block.get(key) ?? 0) + amount);
  };
  for (const { text, weight } of parts) {
    const bag = readBag(text);
    for (const [at, word] of bag.words.entries()) {
      const mentions = weight * (bag.mentions[at] ?? 0);
      if (word.weight > 0) add(total.words, word.hash, mentions * word.weight);
      for (const piece of word.pieces) add(total.pieces, piece, mentions);
    }
    for (const [at, pair] of bag.pairs.entries()) add(total.pairs, pair, weight * (bag.pairWeights[at] ?? 0));
  }
  return total;
}

/** TF-IDF weights at length one for each route, grouped by feature. */
function postings(routes: readonly ReadonlyMap<number, number>[]): Postings {
  const counts = new Map<number, number>();
  for (const features of routes) for (const key of features.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.log(routes.length + 1);
  const found = new Map<number, { idf: number; routes: number[]; weights: number[] }>();
  // 1 for a feature of a single route, falling to almost 0 for one that every route has.
  for (const [key, count] of counts) {
    found.set(key, { idf: Math.sqrt(Math.log((routes.length + 1) / count) / most), routes: [], weights: [] });
  }
  for (const [route, features] of routes.entries()) {
    let squares = 0;
    for (const [key, amount] of features) squares += amount * (found.get(key)?.idf ?? 0) ** 2;
    for (const [key, amount] of features) {
      const posting = found.get(key);
      if (posting === undefined) continue;
      posting.routes.push(route);
      posting.weights.push((Math.sqrt(amount) * posting.idf) / Math.sqrt(squares));
    }
  }
  return found;
}

function effectOfWord({ hash, weight, pieces: own }: Word, words: Postings, pieces: Postings, routes: number): Effect {
  const word = weight === 0 ? null : (words.get(hash) ?? null);
  const idf = word?.idf ?? UNSEEN_IDF;
  const sums = new Float64Array(routes);
  let pieceSquare = 0;
  for (const piece of own) {
    const posting = pieces.get(piece);
    const pieceIdf = posting?.idf ?? UNSEEN_IDF;
    pieceSquare += pieceIdf * pieceIdf;
    if (posting !== undefined) addPosting(sums, posting, pieceIdf);
  }
  const pieceRoutes: number[] = [];
  const pieceWeights: number[] = [];
  for (let route = 0; route < routes; route++) {
    const sum = sums[route] ?? 0;
    if (sum === 0) continue;
    pieceRoutes.push(route);
    pieceWeights.push(sum);
  }
  return { word, wordSquare: weight * idf * idf, pieceRoutes, pieceWeights, pieceSquare };
}

function addPosting(sums: Float64Array, { routes, weights }: Posting, weight: number): void {
  for (let at = 0; at < routes.length; at++) {
    const route = routes[at] ?? 0;
    sums[route] = (sums[route] ?? 0) + weight * (weights[at] ?? 0);
  }
}
