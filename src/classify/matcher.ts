/**
 * How well a text fits each of a tenant's routes: the agreement of words and that of topics are added up, and where
 * routes have examples, what was fitted to them comes on top. Pure.
 */

import type { Route } from '../tenant/policy.ts';
import { type Bag, readBag, readSequence } from './bag.ts';
import { fitExamples } from './example-fit.ts';
import type { Example } from './example-samples.ts';
import { gloss } from './gloss.ts';
import { readLanguage } from './language.ts';
import { learned } from './learned.ts';
import { actionWords, domainWords } from './lexicon.ts';
import { indexSpellings } from './respelt.ts';
import { indexRoutes, type RouteSource } from './route-index.ts';
import { indexTopics, type Spoken } from './topic-index.ts';

/** A text as it was read. */
export interface Passage {
  readonly bag: Bag;
  readonly spoken: Spoken;
}

export interface Matcher {
  readonly read: (text: string) => Passage;
  /**
   * Of each route, in their order; `nothing` is the logit of "nothing matches" beside them. The array is the matcher's
   * own, to save its making, and is overwritten at the next call.
   */
  readonly logits: (passage: Passage) => Float64Array;
  readonly nothing: number;
  /** What in a text speaks for a route: words first, then topics, each strongest first. */
  readonly because: (passage: Passage, route: number) => string[];
}

/** What the agreement of topics counts beside that of words. */
const TOPIC_SHARE = 0.7;
/**
 * Scores are sums of cosines; divided by this they are logits to the fit of the examples, which then has something to
 * learn: what descriptions say is not yet sure.
 */
const FIT_UNIT = 0.25;

/**
 * What makes probabilities of scores. Of many routes the best scores higher by chance than of few, and says less for it;
 * a fit is surer of itself than it is right. With both in them, the two numbers are calibrated from 7 routes to 150.
 */
interface Calibration {
  /** Softmax temperature of the scores. */
  readonly temperature: number;
  /** The score of "nothing matches". */
  readonly nothing: number;
}

/** A word or two that mean little are no match, however few the routes. */
const LEAST_NOTHING = 0.11;

function calibrationOf(routes: number, examples: number): Calibration {
  const perRoute = examples / Math.max(1, routes);
  const size = Math.log(routes + 2);
  return {
    temperature: 0.025 * size * (1 + (0.6 * perRoute) / (perRoute + 2)),
    nothing: Math.max(LEAST_NOTHING, 0.13 * size - 0.2),
  };
}

/**
 * A text of another language with what of it is known in English before it: descriptions are mostly written in English,
 * while the topics know words of either.
 */
function withGloss(text: string): string {
  const english = gloss(text, readLanguage(text));
  return english === text ? text : `${english} ${text}`;
}

const MAX_BECAUSE = 5;
const MAX_BECAUSE_TOPICS = 2;

export function matchRoutes(routes: readonly Route[]): Matcher {
  const sources = routes.map(sourceOf);
  const words = indexRoutes(sources);
  const head = learned('topics');
  const topics = indexTopics(sources, head);
  const passageOf = (bag: Bag): Passage => ({ bag, spoken: topics.read(bag) });
  const described = ({ bag, spoken }: Passage, unit: number): Float64Array => {
    const scores = words.score(bag);
    topics.addTo(scores, spoken, TOPIC_SHARE);
    for (let route = 0; route < scores.length; route++) scores[route] = (scores[route] ?? 0) / unit;
    return scores;
  };
  function* examples(): Generator<Example> {
    for (const [route, source] of sources.entries()) {
      for (const text of source.examples) {
        const passage = passageOf(readBag(withGloss(text.toLowerCase())));
        yield { route, ...passage, scores: described(passage, FIT_UNIT) };
      }
    }
  }
  const exampleCount = sources.reduce((sum, source) => sum + source.examples.length, 0);
  const fit = exampleCount === 0 ? null : fitExamples(examples(), routes.length);
  const respell = indexSpellings(head, () => sources.flatMap(bagsOf));
  const { temperature, nothing } = calibrationOf(routes.length, exampleCount);
  return {
    read: (text) => passageOf(respell(readSequence(withGloss(text.toLowerCase())))),
    logits: (passage) => {
      const scores = described(passage, temperature);
      fit?.addTo(scores, passage.bag, passage.spoken, FIT_UNIT / temperature);
      return scores;
    },
    nothing: nothing / temperature,
    because: (passage, route) => {
      const own = [...words.because(passage.bag, route), ...(fit?.because(passage.bag, route) ?? [])];
      const shared = topics.because(passage.spoken, route).slice(0, MAX_BECAUSE_TOPICS);
      return [...[...new Set(own)].slice(0, MAX_BECAUSE), ...shared.map((topic) => `topic ${topic}`)];
    },
  };
}

function bagsOf({ parts, examples }: RouteSource): Bag[] {
  return [...parts.map(({ text }) => text), ...examples].map(readBag);
}

function sourceOf(route: Route): RouteSource {
  const inWords = (words: ReadonlyMap<string, string>, name: string | null): string =>
    name === null ? '' : `${unjoin(name)} ${words.get(name) ?? ''}`;
  return {
    parts: [
      { text: route.description, weight: 1 },
      { text: unjoin(route.name), weight: 1 },
      { text: inWords(domainWords(), route.domain), weight: 0.3 },
      { text: inWords(actionWords(), route.action), weight: 0.3 },
    ],
    examples: route.examples,
  };
}

const unjoin = (name: string): string => name.replace(/[-_]/g, ' ');
