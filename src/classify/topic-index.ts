/**
 * A tenant's routes in the space of the taxonomy's topics. A route and a request that share no word still meet here, when
 * both speak of the same topic ("what is left in my account", "balances"), or at least of one domain. Pure.
 */

import { type Bag, readBag } from './bag.ts';
import type { Head } from './heads.ts';
import type { RouteSource } from './route-index.ts';

/** A head is trained to be sure of texts it knows; below 1 makes the distribution of others as sharp. */
const TEMPERATURE = 0.5;
/**
 * Below this, after the square root, a topic is not spoken of. A text that says nothing has a little of every topic, and
 * must not for that agree with everything.
 */
const LEAST_WEIGHT = 0.07;
/** A topic this many temperatures behind the best is never spoken of, nor do all such together have a share. */
const MOST_APART = 6;
/** What the agreement of domains counts beside that of topics: a topic is near its neighbours, whatever their names. */
const DOMAIN_SHARE = 0.2;

const CLAUSE = /[,.;:!?()\n]| and | or /;
const LEAST_CLAUSE = 3;

/** The topics a text speaks of, the square roots of their probabilities, and the same of the domains. */
export interface Spoken {
  readonly topics: readonly number[];
  readonly weights: readonly number[];
  readonly domains: Float64Array;
}

export interface TopicIndex {
  readonly read: (bag: Bag) => Spoken;
  /** How far each route's topics and domains agree with the text's, 0 to about 1, in the order of the sources. */
  readonly score: (spoken: Spoken) => Float64Array;
  /** Names of the topics, as `domain/topic`, that a text and a route share, strongest first. */
  readonly because: (spoken: Spoken, route: number) => string[];
}

/** `head` is the one learned from the taxonomy's topics, whose labels are `domain/topic`. */
export function indexTopics(sources: readonly RouteSource[], head: Head): TopicIndex {
  const routes = sources.length;
  const domains = domainsOf(head);
  const read = (bag: Bag): Spoken => spokenOf(head.scores(bag), domains);
  const vectors = sources.map((source) => routeVector(source, read, head.labels.length));
  // By topic (or domain), then by route: a request touches few of them.
  const byTopic = transposed(vectors, head.labels.length);
  const byDomain = transposed(
    vectors.map((vector) => overDomains(vector, domains)),
    domains.count,
  );
  const score = ({ topics, weights, domains: spoken }: Spoken): Float64Array => {
    const scores = new Float64Array(routes);
    for (let at = 0; at < topics.length; at++) addRow(scores, byTopic, topics[at] ?? 0, weights[at] ?? 0);
    for (let domain = 0; domain < spoken.length; domain++) {
      const weight = spoken[domain] ?? 0;
      if (weight > 0) addRow(scores, byDomain, domain, DOMAIN_SHARE * weight);
    }
    return scores;
  };
  const because = ({ topics, weights }: Spoken, route: number): string[] =>
    topics
      .map((topic, at) => ({ topic, strength: (weights[at] ?? 0) * (byTopic[topic * routes + route] ?? 0) }))
      .filter(({ strength }) => strength > 0)
      .sort((a, b) => b.strength - a.strength)
      .map(({ topic }) => head.labels[topic] ?? '');
  return { read, score, because };
}

function addRow(scores: Float64Array, rows: Float32Array, row: number, weight: number): void {
  const base = row * scores.length;
  for (let route = 0; route < scores.length; route++) {
    scores[route] = (scores[route] ?? 0) + weight * (rows[base + route] ?? 0);
  }
}

interface Domains {
  readonly count: number;
  /** By topic. */
  readonly of: Int32Array;
}

function domainsOf({ labels }: Head): Domains {
  const names = new Map<string, number>();
  const of = Int32Array.from(labels, (label) => {
    const name = label.slice(0, label.indexOf('/'));
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    return known;
  });
  return { count: names.size, of };
}

/** Square roots of probabilities: their dot product is the overlap of two distributions, and their length is one. */
function spokenOf(scores: Float64Array, { of, count }: Domains): Spoken {
  let most = Number.NEGATIVE_INFINITY;
  for (let topic = 0; topic < scores.length; topic++) most = Math.max(most, scores[topic] ?? 0);
  const least = most - MOST_APART * TEMPERATURE;
  let total = 0;
  const topics: number[] = [];
  const shares: number[] = [];
  for (let topic = 0; topic < scores.length; topic++) {
    const score = scores[topic] ?? 0;
    if (score < least) continue;
    const share = Math.exp((score - most) / TEMPERATURE);
    total += share;
    topics.push(topic);
    shares.push(share);
  }
  const domains = new Float64Array(count);
  const spoken: number[] = [];
  const weights: number[] = [];
  for (let at = 0; at < shares.length; at++) {
    const probability = (shares[at] ?? 0) / total;
    if (probability < LEAST_WEIGHT * LEAST_WEIGHT) continue;
    const topic = topics[at] ?? 0;
    const domain = of[topic] ?? 0;
    spoken.push(topic);
    weights.push(Math.sqrt(probability));
    domains[domain] = (domains[domain] ?? 0) + probability;
  }
  for (let domain = 0; domain < count; domain++) domains[domain] = Math.sqrt(domains[domain] ?? 0);
  return { topics: spoken, weights, domains };
}

/** The mean of what a route's clauses speak of, at length one: a description is often a list. */
function routeVector({ parts }: RouteSource, read: (bag: Bag) => Spoken, topics: number): Float64Array {
  const vector = new Float64Array(topics);
  const texts = parts.filter(({ weight }) => weight >= 1).map(({ text }) => text);
  for (const clause of texts.flatMap((text) => [text, ...text.split(CLAUSE)])) {
    if (clause.trim().length < LEAST_CLAUSE) continue;
    const spoken = read(readBag(clause));
    for (const [at, topic] of spoken.topics.entries()) {
      vector[topic] = (vector[topic] ?? 0) + (spoken.weights[at] ?? 0);
    }
  }
  const length = Math.sqrt(vector.reduce((sum, weight) => sum + weight * weight, 0));
  return length === 0 ? vector : vector.map((weight) => weight / length);
}

function overDomains(vector: Float64Array, domains: Domains): Float64Array {
  const squares = new Float64Array(domains.count);
  for (const [topic, weight] of vector.entries()) {
    const domain = domains.of[topic] ?? 0;
    squares[domain] = (squares[domain] ?? 0) + weight * weight;
  }
  return squares.map(Math.sqrt);
}

function transposed(vectors: readonly Float64Array[], size: number): Float32Array {
  const rows = new Float32Array(size * vectors.length);
  for (const [route, vector] of vectors.entries()) {
    for (let at = 0; at < size; at++) rows[at * vectors.length + route] = vector[at] ?? 0;
  }
  return rows;
}
