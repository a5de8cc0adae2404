/**
 * The embedded classifier: a tenant's routes compiled once per policy version, and a verdict in microseconds without
 * leaving the isolate. Two views are added up: an inverted index finds the words of a route, and the topics learned from
 * the taxonomy find what says the same in other words. Where neither finds anything, "nothing matches". Pure and
 * synchronous; it never fails.
 */

import type { Route } from '../tenant/policy.ts';
import type { Turn } from '../wire/ask.ts';
import type { Classifier, Verdict } from './contract.ts';
import { readFeatures } from './features.ts';
import { vectorOf } from './heads.ts';
import { learned } from './learned.ts';
import { ACTION_WORDS, DOMAIN_WORDS } from './lexicon.ts';
import { indexRoutes, type Query, type RouteIndex, type RouteSource } from './route-index.ts';
import { follow, type HeardTurn, type Reading } from './thread.ts';
import { indexTopics } from './topic-index.ts';

/** Characters read of the latest user turn, and of each turn before it: half from the head, half from the tail. */
const MAX_LATEST_CHARACTERS = 3000;
const MAX_EARLIER_CHARACTERS = 1000;
/** A longer turn is also read by its first and last so many characters alone: in the whole, what is asked would drown. */
const END_CHARACTERS = 300;
/** Turns before the latest that are read: four exchanges say what a conversation is about. */
const MAX_EARLIER_TURNS = 8;

/** What the agreement of topics counts beside that of words. */
const TOPIC_SHARE = 0.5;
/** Softmax temperature of the scores. */
const TEMPERATURE = 0.09;
/**
 * The score of "nothing matches". The best of many routes scores higher by chance than the best of few, and texts come
 * nearer to routes that have many examples; with both in it, one threshold is calibrated from 4 routes to 150.
 */
const nothingScore = (routes: number, examplesPerRoute: number): number =>
  0.07 * Math.log(routes + 2) + 0.01 * Math.log(1 + examplesPerRoute);

/** The head that tells a follow-up was trained on short turns and is sure of them; this makes it less so. */
const LEANS_TEMPERATURE = 0.5;

const MAX_BECAUSE = 5;

/** Compiles a tenant's routes. The answer's `classify` is synchronous and ignores the abort signal. */
export function compileRoutes(routes: readonly Route[]): Classifier {
  const index = indexBoth(routes.map(sourceOf));
  const examples = routes.reduce((sum, route) => sum + route.examples.length, 0);
  const nothing = nothingScore(routes.length, examples / Math.max(1, routes.length));
  return {
    name: 'embedded',
    classify: (turns) => {
      const queries: Query[] = [];
      const heard = spoken(turns).map((turn, at, all): HeardTurn => {
        const isLatest = at === all.length - 1;
        // Of what came before, the gist is enough: a third of the work, and every figure of npm run eval stays the same.
        const texts = passages(turn.text, isLatest ? MAX_LATEST_CHARACTERS : MAX_EARLIER_CHARACTERS);
        const read = readTurn(isLatest ? texts : texts.slice(-1), index);
        if (turn.role === 'user') queries.unshift(read.query);
        return { role: turn.role, reading: reading(read.scores, nothing), leans: leansOf(turn, read.query) };
      });
      return verdictOf(follow(heard, routes.length), routes, (route) => firstReasons(queries, index, route));
    },
  };
}

function indexBoth(sources: readonly RouteSource[]): RouteIndex {
  const words = indexRoutes(sources);
  const topics = indexTopics(sources, learned('topics'));
  const score = (query: Query): Float64Array => {
    const agreed = topics.score(query.features);
    return words.score(query).map((found, route) => found + TOPIC_SHARE * (agreed[route] ?? 0));
  };
  return { ...words, score };
}

function sourceOf(route: Route): RouteSource {
  const inWords = (words: ReadonlyMap<string, string>, name: string | null): string =>
    name === null ? '' : `${unjoin(name)} ${words.get(name) ?? ''}`;
  return {
    parts: [
      { text: route.description, weight: 1 },
      { text: unjoin(route.name), weight: 1 },
      { text: inWords(DOMAIN_WORDS, route.domain), weight: 0.3 },
      { text: inWords(ACTION_WORDS, route.action), weight: 0.3 },
    ],
    examples: route.examples,
  };
}

type Spoken = Turn & { readonly role: HeardTurn['role'] };

/** The system prompt, then the turns up to the user's latest. What tools say is not what anybody is asked for. */
function spoken(turns: readonly Turn[]): readonly Spoken[] {
  const said = turns.flatMap(({ role, text }): Spoken[] => (role === 'tool' ? [] : [{ role, text }]));
  const system = said.find(({ role }) => role === 'system');
  const talk = said.filter(({ role }) => role !== 'system');
  const latest = talk.findLastIndex(({ role }) => role === 'user');
  if (latest === -1) return said.map(({ text }) => ({ role: 'user', text }));
  const read = talk.slice(Math.max(0, latest - MAX_EARLIER_TURNS), latest + 1);
  return system === undefined ? read : [system, ...read];
}

/** The best that any passage of a turn scores for each route, and the query of its last passage, which is the widest. */
function readTurn(texts: readonly string[], index: RouteIndex): { scores: Float64Array; query: Query } {
  const queries = texts.map((text) => index.read(readFeatures(text)));
  const [first, ...rest] = queries.map((query) => index.score(query));
  const query = queries.at(-1);
  if (first === undefined || query === undefined) throw new Error('A turn has no passage.');
  return {
    scores: rest.reduce((best, other) => best.map((score, at) => Math.max(score, other[at] ?? 0)), first),
    query,
  };
}

/** A softmax over the routes' scores and that of "nothing". */
function reading(scores: Float64Array, nothing: number): Reading {
  const top = scores.reduce((best, score) => Math.max(best, score), nothing);
  const weightOf = (score: number): number => Math.exp((score - top) / TEMPERATURE);
  const weights = scores.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, weightOf(nothing));
  return { routes: weights.map((weight) => weight / total), nothing: weightOf(nothing) / total };
}

function leansOf({ role }: Spoken, { features }: Query): number {
  if (role !== 'user') return 0;
  const head = learned('followup');
  return head.read(vectorOf(features), LEANS_TEMPERATURE)[head.labels.indexOf('followup')] ?? 0;
}

function verdictOf(final: Reading, routes: readonly Route[], because: (route: number) => string[]): Verdict {
  const ranked = routes
    .map(({ name }, place) => ({ route: name, probability: final.routes[place] ?? 0, place }))
    .sort((a, b) => b.probability - a.probability);
  return {
    routes: ranked.map(({ route, probability }) => ({ route, probability })),
    nothing: final.nothing,
    because: ranked[0] === undefined ? [] : because(ranked[0].place),
  };
}

/** The reasons of the weightiest turn that gave any: an elliptical latest turn has none of its own. */
function firstReasons(queries: readonly Query[], index: RouteIndex, route: number): string[] {
  for (const query of queries) {
    const words = index.because(query, route);
    if (words.length > 0) return words.slice(0, MAX_BECAUSE);
  }
  return [];
}

/** What to read of a turn: all of it, or its middle left out, and its two ends, where people say what they want. */
function passages(text: string, maxCharacters: number): string[] {
  if (text.length <= 2 * END_CHARACTERS) return [text];
  const half = maxCharacters / 2;
  const whole = text.length <= maxCharacters ? text : `${text.slice(0, half)} ${text.slice(-half)}`;
  return [text.slice(0, END_CHARACTERS), text.slice(-END_CHARACTERS), whole];
}

const unjoin = (name: string): string => name.replace(/[-_]/g, ' ');
