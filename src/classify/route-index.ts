/**
 * An inverted index over a tenant's routes: from a feature straight to the routes, and the single examples, that have
 * it. A query costs its own features and what they hit, not the number of routes. Weights are TF-IDF over the tenant's
 * own routes, normalised per block of features, so that a score is a weighted mean of cosines. Pure.
 */

import { BLOCK_COUNT, type Features, readFeatures } from './features.ts';

/** What a route is made of: texts with how much each counts, and examples, which count together as one text. */
export interface RouteSource {
  readonly parts: readonly { readonly text: string; readonly weight: number }[];
  readonly examples: readonly string[];
}

/** A query's features as this index knows them. It holds good for the index that made it. */
export interface Query {
  readonly features: Features;
  /** Places of the features in the index, -1 for one that no route has; in the order of the blocks. */
  readonly ids: Int32Array;
  readonly weights: Float32Array;
}

export interface RouteIndex {
  readonly read: (features: Features) => Query;
  /** Each route's score, in the order of the sources: 0 where nothing is shared, above 1 where an example is met. */
  readonly score: (query: Query) => Float64Array;
  /** Spellings of the query's words that speak for a route, strongest first. */
  readonly because: (query: Query, route: number) => string[];
}

/** How much words, pairs, pieces and topics count. */
const BLOCK_WEIGHTS = [1, 0.8, 0.9, 0.15] as const;
const BLOCK_TOTAL = BLOCK_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
/** What the best single example counts beside the route as a whole. */
const EXAMPLE_SHARE = 0.4;
/** An unseen feature dilutes a query as a feature of this idf would. */
const UNSEEN_IDF = 0.5;
/** A query of function words alone is not stretched to the length of one that says something. */
const MIN_QUERY_LENGTH = 1;
/** A text of more words resembles no single example: the centroids alone score it, which bounds the work. */
const MAX_WORDS_FOR_EXAMPLES = 64;
/** Single examples are compared by words, pairs and topics: their pieces would multiply the index by ten. */
const PIECES = 2;

interface Packed {
  /** Feature hashes; block `b` lies in `starts[b]` up to `starts[b + 1]`. */
  readonly hashes: Int32Array;
  readonly weights: Float32Array;
  readonly starts: readonly number[];
}

function pack(blocks: readonly ReadonlyMap<number, number>[]): Packed {
  const starts = [0];
  for (const block of blocks) starts.push((starts.at(-1) ?? 0) + block.size);
  const hashes = new Int32Array(starts.at(-1) ?? 0);
  const weights = new Float32Array(hashes.length);
  let at = 0;
  for (const block of blocks) {
    for (const [hash, weight] of block) {
      hashes[at] = hash;
      // A damped count: the tenth mention of a word says less than the second.
      weights[at++] = Math.sqrt(weight);
    }
  }
  return { hashes, weights, starts };
}

/** A route's features summed up, and each example's own. Every text is read once and let go: 50,000 may come. */
function packRoute(source: RouteSource): { route: Packed; examples: Packed[] } {
  const total = Array.from({ length: BLOCK_COUNT }, () => new Map<number, number>());
  const take = (features: Features, share: number): void => {
    for (const [b, sum] of total.entries()) {
      for (const [hash, weight] of features.blocks[b] ?? []) sum.set(hash, (sum.get(hash) ?? 0) + weight * share);
    }
  };
  for (const { text, weight } of source.parts) take(readFeatures(text), weight);
  const examples = source.examples.map((example) => {
    const features = readFeatures(example);
    take(features, 1 / Math.sqrt(source.examples.length));
    return pack(features.blocks.map((block, b) => (b === PIECES ? new Map<number, number>() : block)));
  });
  return { route: pack(total), examples };
}

/** Rows of (owner, weight), grouped by feature: those of feature `id` lie in `starts[id]` up to `starts[id + 1]`. */
interface Postings {
  readonly starts: Int32Array;
  readonly owners: Int32Array;
  readonly weights: Float32Array;
}

export function indexRoutes(sources: readonly RouteSource[]): RouteIndex {
  const packed = sources.map(packRoute);
  const routes = packed.map(({ route }) => route);
  const keys = distinct(routes);
  const idf = inverseFrequencies(routes, keys);
  const routePostings = postings(routes, keys, idf);

  const examples = packed.flatMap((each) => each.examples);
  const routeOfExample = Int32Array.from(packed.flatMap((each, route) => each.examples.map(() => route)));
  const examplePostings = postings(examples, keys, idf);

  const centroids = new Tally(routes.length);
  const singles = new Tally(examples.length);

  const read = (features: Features): Query => {
    const packed = pack(features.blocks);
    const ids = packed.hashes.map((hash) => find(keys, hash));
    const idfAt = (at: number): number => idf[ids[at] ?? -1] ?? UNSEEN_IDF;
    return { features, ids, weights: normalised(packed, idfAt, MIN_QUERY_LENGTH) };
  };

  const score = ({ features, ids, weights }: Query): Float64Array => {
    const scores = new Float64Array(routes.length);
    if (features.blocks[0].size <= MAX_WORDS_FOR_EXAMPLES) {
      singles.gather(examplePostings, ids, weights);
      singles.drain((example, found) => {
        const route = routeOfExample[example] ?? 0;
        scores[route] = Math.max(scores[route] ?? 0, EXAMPLE_SHARE * found);
      });
    }
    centroids.gather(routePostings, ids, weights);
    centroids.drain((route, found) => {
      scores[route] = (scores[route] ?? 0) + found;
    });
    return scores;
  };

  const because = ({ features, ids, weights }: Query, route: number): string[] => {
    const found: { spelling: string; strength: number }[] = [];
    let at = 0;
    for (const hash of features.blocks[0].keys()) {
      const spelling = features.spellings.get(hash);
      const strength = (weights[at] ?? 0) * weightOf(routePostings, ids[at] ?? -1, route);
      if (spelling !== undefined && strength > 0) found.push({ spelling, strength });
      at++;
    }
    return found.sort((a, b) => b.strength - a.strength).map(({ spelling }) => spelling);
  };

  return { read, score, because };
}

/** Sums that remember which places were touched, so that reading and clearing them costs no more than filling them. */
class Tally {
  readonly #sums: Float64Array;
  readonly #touched: Int32Array;
  #count = 0;

  constructor(size: number) {
    this.#sums = new Float64Array(size);
    this.#touched = new Int32Array(size);
  }

  gather(from: Postings, ids: Int32Array, weights: Float32Array): void {
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] ?? -1;
      const weight = weights[at] ?? 0;
      if (id < 0 || weight === 0) continue;
      const end = from.starts[id + 1] ?? 0;
      for (let row = from.starts[id] ?? 0; row < end; row++) {
        const owner = from.owners[row] ?? 0;
        const sum = this.#sums[owner] ?? 0;
        if (sum === 0) this.#touched[this.#count++] = owner;
        this.#sums[owner] = sum + weight * (from.weights[row] ?? 0);
      }
    }
  }

  /** Hands out each place with its sum, and forgets them. */
  drain(take: (place: number, sum: number) => void): void {
    for (let i = 0; i < this.#count; i++) {
      const place = this.#touched[i] ?? 0;
      take(place, this.#sums[place] ?? 0);
      this.#sums[place] = 0;
    }
    this.#count = 0;
  }
}

function weightOf(from: Postings, id: number, owner: number): number {
  if (id < 0) return 0;
  const end = from.starts[id + 1] ?? 0;
  for (let row = from.starts[id] ?? 0; row < end; row++) if (from.owners[row] === owner) return from.weights[row] ?? 0;
  return 0;
}

/** Every feature once, in ascending order: a feature's id is its place. */
function distinct(all: readonly Packed[]): Int32Array {
  const sorted = new Int32Array(all.reduce((sum, { hashes }) => sum + hashes.length, 0));
  let at = 0;
  for (const { hashes } of all) {
    sorted.set(hashes, at);
    at += hashes.length;
  }
  sorted.sort();
  return sorted.filter((hash, i) => i === 0 || hash !== sorted[i - 1]);
}

function find(keys: Int32Array, hash: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle] ?? 0;
    if (key === hash) return middle;
    if (key < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** 1 for a feature of a single route, falling to almost 0 for one that every route has. */
function inverseFrequencies(routes: readonly Packed[], keys: Int32Array): Float32Array {
  const counts = new Float32Array(keys.length);
  for (const { hashes } of routes) {
    for (const hash of hashes) {
      const id = find(keys, hash);
      counts[id] = (counts[id] ?? 0) + 1;
    }
  }
  const most = Math.log(routes.length + 1);
  return counts.map((count) => Math.sqrt(Math.log((routes.length + 1) / count) / most));
}

/** TF-IDF weights in which every block has length one, or less when it is shorter than `minLength`. */
function normalised(packed: Packed, idfAt: (at: number) => number, minLength: number): Float32Array {
  const weights = packed.weights.map((weight, at) => weight * idfAt(at));
  for (let b = 0; b < BLOCK_COUNT; b++) {
    const block = weights.subarray(packed.starts[b], packed.starts[b + 1]);
    let squares = 0;
    for (const weight of block) squares += weight * weight;
    if (squares === 0) continue;
    const scale = 1 / Math.max(minLength, Math.sqrt(squares));
    for (const [at, weight] of block.entries()) block[at] = weight * scale;
  }
  return weights;
}

function postings(owners: readonly Packed[], keys: Int32Array, idf: Float32Array): Postings {
  const total = owners.reduce((sum, { hashes }) => sum + hashes.length, 0);
  const starts = new Int32Array(keys.length + 1);
  const ids = owners.map(({ hashes }) => hashes.map((hash) => find(keys, hash)));
  for (const list of ids) for (const id of list) starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  for (let id = 0; id < keys.length; id++) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
  const next = starts.slice();
  const result = { starts, owners: new Int32Array(total), weights: new Float32Array(total) };
  for (const [owner, packed] of owners.entries()) {
    const list = ids[owner] ?? new Int32Array();
    const weights = normalised(packed, (at) => idf[list[at] ?? 0] ?? 0, 0);
    for (let b = 0; b < BLOCK_COUNT; b++) {
      const share = (BLOCK_WEIGHTS[b] ?? 0) / BLOCK_TOTAL;
      for (let at = packed.starts[b] ?? 0; at < (packed.starts[b + 1] ?? 0); at++) {
        const row = next[list[at] ?? 0] ?? 0;
        next[list[at] ?? 0] = row + 1;
        result.owners[row] = owner;
        result.weights[row] = (weights[at] ?? 0) * share;
      }
    }
  }
  return result;
}
