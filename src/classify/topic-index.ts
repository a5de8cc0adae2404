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
  readonly domains: readonly number[];
  readonly domainWeights: readonly number[];
}

export interface TopicIndex {
  readonly read: (bag: Bag) => Spoken;
  /** Adds `times` how far each route's topics and domains agree with the text's: 0 to about 1. */
  readonly addTo: (scores: Float64Array, spoken: Spoken, times: number) => void;
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
  const agreed = new Float64Array(routes);
  const addTo = (
    scores: Float64Array,
    { topics, weights, domains: spoken, domainWeights }: Spoken,
    times: number,
  ): void => {
    agreed.fill(0);
    for (let at = 0; at < topics.length; at++) addRow(agreed, byTopic, topics[at] ?? 0, weights[at] ?? 0);
    for (let at = 0; at < spoken.length; at++) {
      addRow(agreed, byDomain, spoken[at] ?? 0, DOMAIN_SHARE * (domainWeights[at] ?? 0));
    }
    for (let route = 0; route < routes; route++) scores[route] = (scores[route] ?? 0) + times * (agreed[route] ?? 0);
  };
  const because = ({ topics, weights }: Spoken, route: number): string[] =>
    topics
      .flatMap((topic, at) => {
        const strength = (weights[at] ?? 0) * (byTopic[topic * routes + route] ?? 0);
        return strength > 0 ? [{ topic, strength }] : [];
      })
      .sort((a, b) => b.strength - a.strength)
      .map(({ topic }) => head.labels[topic] ?? '');
  return { read, addTo, because };
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
  /** What a text has of each while they are added up; zero in between. */
  readonly sums: Float64Array;
}

function domainsOf({ labels }: Head): Domains {
  const names = new Map<string, number>();
  const of = Int32Array.from(labels, (label) => {
    const name = label.slice(0, label.indexOf('/'));
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    return known;
  });
  return { count: names.size, of, sums: new Float64Array(names.size) };
}

/** Square roots of probabilities: their dot product is the overlap of two distributions, and their length is one. */
function spokenOf(scores: Float64Array, { of, sums }: Domains): Spoken {
  let most = Number.NEGATIVE_INFINITY;
  for (let topic = 0; topic < scores.length; topic++) {
    const score = scores[topic] ?? 0;
    if (score > most) most = score;
  }
  const least = most - MOST_APART * TEMPERATURE;
  let total = 0;
  const near: number[] = [];
  const shares: number[] = [];
  for (let topic = 0; topic < scores.length; topic++) {
    const score = scores[topic] ?? 0;
    if (score < least) continue;
    const share = Math.exp((score - most) / TEMPERATURE);
    total += share;
    near.push(topic);
    shares.push(share);
  }
  const topics: number[] = [];
  const weights: number[] = [];
  const domains: number[] = [];
  for (let at = 0; at < shares.length; at++) {
    const probability = (shares[at] ?? 0) / total;
    if (probability < LEAST_WEIGHT * LEAST_WEIGHT) continue;
    const topic = near[at] ?? 0;
    const domain = of[topic] ?? 0;
    topics.push(topic);
    weights.push(Math.sqrt(probability));
    const sum = sums[domain] ?? 0;
    if (sum === 0) domains.push(domain);
    sums[domain] = sum + probability;
  }
  const domainWeights: number[] = [];
  for (const domain of domains) {
    domainWeights.push(Math.sqrt(sums[domain] ?? 0));
    sums[domain] = 0;
  }
  return { topics, weights, domains, domainWeights };
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
