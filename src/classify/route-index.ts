/**
 * An inverted index over the words of a tenant's routes: from a word, a pair of words or a piece of a word straight to
 * the routes that have it. Weights are TF-IDF over the tenant's own routes, normalised per block of features, so that a
 * score is a weighted mean of cosines. Pure but for the memory of `word-effects.ts`.
 */

import { type Bag, readBag } from './bag.ts';
import { Places } from './places.ts';
import { Postings } from './postings.ts';
import { Sums } from './sums.ts';
import { WordEffects } from './word-effects.ts';

/** What a route is made of: texts with how much each counts, and examples. */
export interface RouteSource {
  readonly parts: readonly { readonly text: string; readonly weight: number }[];
  readonly examples: readonly string[];
}

export interface RouteIndex {
  /**
   * Each route's score, in the order of the sources: 0 where nothing is shared, towards 1 where all is. The array is the
   * index's own, to save its making, and is overwritten at the next call.
   */
  readonly score: (bag: Bag) => Float64Array;
  /** Spellings of the text's words that speak for a route, strongest first. */
  readonly because: (bag: Bag, route: number) => string[];
}

/** How much words, pairs and pieces count. */
const BLOCK_WEIGHTS = { words: 1, pairs: 0.8, pieces: 0.9 } as const;
const BLOCK_TOTAL = BLOCK_WEIGHTS.words + BLOCK_WEIGHTS.pairs + BLOCK_WEIGHTS.pieces;
/** A text of function words alone is not stretched to the length of one that says something. */
const LEAST_LENGTH = 1;

export function indexRoutes(sources: readonly RouteSource[]): RouteIndex {
  const totals = sources.map(featuresOf);
  const count = sources.length;
  const words = new Postings(totals.map((total) => total.words));
  const pairs = new Postings(totals.map((total) => total.pairs));
  const pieces = new Postings(totals.map((total) => total.pieces));
  const effects = new WordEffects(words, pieces, count);
  const [ofWords, ofPieces, ofPairs] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];

  const score = (bag: Bag): Float64Array => {
    ofWords.fill(0);
    ofPieces.fill(0);
    ofPairs.fill(0);
    let [wordSquares, pieceSquares, pairSquares] = [0, 0, 0];
    for (let at = 0; at < bag.words.length; at++) {
      const word = bag.words[at];
      if (word === undefined) continue;
      const mentions = bag.mentions[at] ?? 0;
      const effect = effects.of(word);
      // A damped count: the tenth mention of a word says less than the second.
      const weight = Math.sqrt(mentions);
      wordSquares += mentions * effect.wordSquare;
      pieceSquares += mentions * effect.pieceSquare;
      if (effect.word >= 0) words.addTo(ofWords, effect.word, weight * Math.sqrt(effect.wordSquare));
      effects.addPieces(ofPieces, effect, weight);
    }
    for (let at = 0; at < bag.pairs.length; at++) {
      const pair = pairs.placeOf(bag.pairs[at] ?? 0);
      const weight = Math.sqrt(bag.pairWeights[at] ?? 0) * pairs.idf(pair);
      pairSquares += weight * weight;
      if (pair >= 0) pairs.addTo(ofPairs, pair, weight);
    }
    const wordShare = shareOf(BLOCK_WEIGHTS.words, wordSquares);
    const pieceShare = shareOf(BLOCK_WEIGHTS.pieces, pieceSquares);
    const pairShare = shareOf(BLOCK_WEIGHTS.pairs, pairSquares);
    for (let route = 0; route < count; route++) {
      ofWords[route] =
        wordShare * (ofWords[route] ?? 0) + pieceShare * (ofPieces[route] ?? 0) + pairShare * (ofPairs[route] ?? 0);
    }
    return ofWords;
  };

  const because = (bag: Bag, route: number): string[] => {
    const found: { readonly spelling: string; readonly strength: number }[] = [];
    for (const { weak, weight, hash, spelling } of bag.words) {
      const place = weak || weight === 0 ? -1 : words.placeOf(hash);
      const strength = place < 0 ? 0 : words.weight(place, route) * words.idf(place);
      if (strength > 0) found.push({ spelling, strength });
    }
    return found.sort((a, b) => b.strength - a.strength).map(({ spelling }) => spelling);
  };

  return { score, because };
}

const shareOf = (weight: number, squares: number): number =>
  weight / BLOCK_TOTAL / Math.max(LEAST_LENGTH, Math.sqrt(squares));

interface Features {
  readonly words: Sums;
  readonly pairs: Sums;
  readonly pieces: Sums;
}

/** Of the route whose features are being added up. */
const wordPlaces = new Places(512);
const pairPlaces = new Places(512);
const piecePlaces = new Places(2048);

function featuresOf({ parts }: RouteSource): Features {
  const total = { words: new Sums(wordPlaces), pairs: new Sums(pairPlaces), pieces: new Sums(piecePlaces) };
  for (const { text, weight } of parts) {
    const bag = readBag(text);
    for (const [at, word] of bag.words.entries()) {
      const mentions = weight * (bag.mentions[at] ?? 0);
      if (word.weight > 0) total.words.add(word.hash, mentions * word.weight);
      for (let piece = 0; piece < word.pieces.length; piece++) total.pieces.add(word.pieces[piece] ?? 0, mentions);
    }
    for (const [at, pair] of bag.pairs.entries()) total.pairs.add(pair, weight * (bag.pairWeights[at] ?? 0));
  }
  return total;
}
