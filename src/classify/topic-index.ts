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
 * Below this a topic is not spoken of. A text that says nothing has a little of every topic, and
 * must not for that agree with everything.
 */
const LEAST_PROBABILITY = 0.07 * 0.07;
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
  const room = roomFor(head);
  const read = (bag: Bag): Spoken => spokenOf(head.scores(bag), room);
  // By topic (or domain), then by route: a request touches few of them.
  const byTopic = new Float32Array(routes * head.labels.length);
  const byDomain = new Float32Array(routes * room.domainSums.length);
  for (const [route, source] of sources.entries()) {
    addRoute(source, read, room, (rows, row, weight) => {
      (rows === 'topic' ? byTopic : byDomain)[row * routes + route] = weight;
    });
  }
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
  const because = ({ topics, weights }: Spoken, route: number): string[] => {
    const found: { readonly topic: number; readonly strength: number }[] = [];
    for (const [at, topic] of topics.entries()) {
      const strength = (weights[at] ?? 0) * (byTopic[topic * routes + route] ?? 0);
      if (strength > 0) found.push({ topic, strength });
    }
    return found.sort((a, b) => b.strength - a.strength).map(({ topic }) => head.labels[topic] ?? '');
  };
  return { read, addTo, because };
}

function addRow(scores: Float64Array, rows: Float32Array, row: number, weight: number): void {
  const base = row * scores.length;
  for (let route = 0; route < scores.length; route++) {
    scores[route] = (scores[route] ?? 0) + weight * (rows[base + route] ?? 0);
  }
}

/** What reading a text takes: topics are told by their domains, and the arrays are used again for each text. */
interface Room {
  /** By topic. */
  readonly domainOf: Int32Array;
  /** By domain, while they are added up; zero in between. */
  readonly domainSums: Float64Array;
  /** Topics near the likeliest one, and their shares. */
  readonly near: Int32Array;
  readonly shares: Float64Array;
}

function roomFor({ labels }: Head): Room {
  const names = new Map<string, number>();
  const domainOf = Int32Array.from(labels, (label) => {
    const name = label.slice(0, label.indexOf('/'));
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    return known;
  });
  return {
    domainOf,
    domainSums: new Float64Array(names.size),
    near: new Int32Array(labels.length),
    shares: new Float64Array(labels.length),
  };
}

/** Square roots of probabilities: their dot product is the overlap of two distributions, and their length is one. */
function spokenOf(scores: Float64Array, { domainOf, domainSums, near, shares }: Room): Spoken {
  let most = Number.NEGATIVE_INFINITY;
  for (let topic = 0; topic < scores.length; topic++) {
    const score = scores[topic] ?? 0;
    if (score > most) most = score;
  }
  const least = most - MOST_APART * TEMPERATURE;
  let total = 0;
  let count = 0;
  for (let topic = 0; topic < scores.length; topic++) {
    const score = scores[topic] ?? 0;
    if (score < least) continue;
    const share = Math.exp((score - most) / TEMPERATURE);
    near[count] = topic;
    shares[count++] = share;
    total += share;
    // The likeliest topic's share is 1: not even that one is spoken of.
    if (total > 1 / LEAST_PROBABILITY) return NOTHING_SPOKEN;
  }
  const topics: number[] = [];
  const weights: number[] = [];
  const domains: number[] = [];
  for (let at = 0; at < count; at++) {
    const probability = (shares[at] ?? 0) / total;
    if (probability < LEAST_PROBABILITY) continue;
    const topic = near[at] ?? 0;
    const domain = domainOf[topic] ?? 0;
    topics.push(topic);
    weights.push(Math.sqrt(probability));
    const sum = domainSums[domain] ?? 0;
    if (sum === 0) domains.push(domain);
    domainSums[domain] = sum + probability;
  }
  const domainWeights: number[] = [];
  for (const domain of domains) {
    domainWeights.push(Math.sqrt(domainSums[domain] ?? 0));
    domainSums[domain] = 0;
  }
  return { topics, weights, domains, domainWeights };
}

const NOTHING_SPOKEN: Spoken = { topics: [], weights: [], domains: [], domainWeights: [] };

/** The mean of what a route's clauses speak of, at length one: a description is often a list. */
function addRoute(
  { parts }: RouteSource,
  read: (bag: Bag) => Spoken,
  { domainOf, domainSums }: Room,
  add: (rows: 'topic' | 'domain', row: number, weight: number) => void,
): void {
  const sums = new Map<number, number>();
  const texts = parts.filter(({ weight }) => weight >= 1).map(({ text }) => text);
  for (const clause of texts.flatMap((text) => [text, ...text.split(CLAUSE)])) {
    if (clause.trim().length < LEAST_CLAUSE) continue;
    const { topics, weights } = read(readBag(clause));
    for (const [at, topic] of topics.entries()) sums.set(topic, (sums.get(topic) ?? 0) + (weights[at] ?? 0));
  }
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  const length = Math.sqrt(squares);
  for (const [topic, sum] of sums) {
    const weight = sum / length;
    add('topic', topic, weight);
    const domain = domainOf[topic] ?? 0;
    domainSums[domain] = (domainSums[domain] ?? 0) + weight * weight;
  }
  for (const [domain, square] of domainSums.entries()) if (square > 0) add('domain', domain, Math.sqrt(square));
  domainSums.fill(0);
}
