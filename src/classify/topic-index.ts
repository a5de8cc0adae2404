/**
 * A tenant's routes in the space of the taxonomy's topics. A route and a request that share no word still meet here, when
 * both speak of the same thing ("what is left in my account", "balances"). Pure.
 */

import { type Features, readFeatures } from './features.ts';
import { type Head, vectorOf } from './heads.ts';
import type { RouteSource } from './route-index.ts';

/** A head is trained to be sure of texts it knows; below 1 makes the distribution of others as sharp. */
const TEMPERATURE = 0.3;
/** Topics of a request that are compared: the rest of its distribution is dust. */
const MAX_TOPICS = 24;
/**
 * Below this a topic is not spoken of. A text that says nothing has a little of every topic, and must not for that agree
 * with everything.
 */
const LEAST_WEIGHT = 0.07;
/** What examples weigh beside the description, when there are many of them. */
const EXAMPLES_SHARE = 2;
/** So many examples are worth half of that. */
const HALF_EXAMPLES = 3;

const CLAUSE = /[,.;:!?()\n]| and | or /;

export interface TopicIndex {
  /** The cosine of each route's topics with the text's, 0 to 1, in the order of the sources. */
  readonly score: (features: Features) => Float64Array;
}

/** `head` is the one learned from the taxonomy's topics. */
export function indexTopics(sources: readonly RouteSource[], head: Head): TopicIndex {
  const topics = head.labels.length;
  const vectors = sources.map((source) => routeVector(source, head));
  // By topic, then by route: a request touches few topics.
  const byTopic = new Float32Array(topics * sources.length);
  for (const [route, vector] of vectors.entries()) {
    for (const [topic, weight] of vector.entries()) byTopic[topic * sources.length + route] = weight;
  }
  return {
    score: (features) => {
      const scores = new Float64Array(sources.length);
      const vector = textVector(features, head);
      for (const topic of strongest(vector, MAX_TOPICS)) {
        const weight = vector[topic] ?? 0;
        const base = topic * sources.length;
        for (let route = 0; route < scores.length; route++) {
          scores[route] = (scores[route] ?? 0) + weight * (byTopic[base + route] ?? 0);
        }
      }
      return scores;
    },
  };
}

/** Square roots of probabilities: their dot product is the overlap of two distributions, and their length is one. */
function textVector(features: Features, head: Head): Float64Array {
  const vector = vectorOf(features);
  const probabilities = head.read(vector, TEMPERATURE);
  for (let topic = 0; topic < probabilities.length; topic++) {
    const weight = Math.sqrt(probabilities[topic] ?? 0);
    probabilities[topic] = weight < LEAST_WEIGHT ? 0 : weight;
  }
  return probabilities;
}

function routeVector({ parts, examples }: RouteSource, head: Head): Float64Array {
  const vector = new Float64Array(head.labels.length);
  const add = (texts: readonly string[], share: number): void => {
    for (const text of texts) {
      const read = textVector(readFeatures(text), head);
      for (const [topic, weight] of read.entries())
        vector[topic] = (vector[topic] ?? 0) + (share / texts.length) * weight;
    }
  };
  const text = parts.filter(({ weight }) => weight >= 1).map((part) => part.text);
  const clauses = text.flatMap((each) => [each, ...each.split(CLAUSE)]).filter((clause) => clause.trim().length > 2);
  add(clauses, 1);
  add(examples, (EXAMPLES_SHARE * examples.length) / (examples.length + HALF_EXAMPLES));
  const length = Math.sqrt(vector.reduce((sum, weight) => sum + weight * weight, 0));
  return length === 0 ? vector : vector.map((weight) => weight / length);
}

function strongest(vector: Float64Array, count: number): readonly number[] {
  const found: number[] = [];
  for (const [topic, weight] of vector.entries()) if (weight > 0) found.push(topic);
  return found.length <= count ? found : found.sort((a, b) => (vector[b] ?? 0) - (vector[a] ?? 0)).slice(0, count);
}
