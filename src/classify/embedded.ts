/**
 * The embedded classifier: a tenant's routes compiled once per policy version into an inverted index, and a verdict in
 * microseconds without leaving the isolate. It knows words, not meaning: it is sure where the words of a route turn up
 * and says "nothing matches" where none does. Pure and synchronous; it never fails.
 */

import type { Route } from '../tenant/policy.ts';
import type { Turn } from '../wire/ask.ts';
import type { Classifier, Verdict } from './contract.ts';
import { readFeatures } from './features.ts';
import { ACTION_WORDS, DOMAIN_WORDS } from './lexicon.ts';
import { indexRoutes, type Query, type RouteIndex, type RouteSource } from './route-index.ts';

/** Characters read of the latest user turn, and of each turn before it: half from the head, half from the tail. */
const MAX_LATEST_CHARACTERS = 3000;
const MAX_EARLIER_CHARACTERS = 1000;
/** A longer turn is also read by its first and last so many characters alone: in the whole, what is asked would drown. */
const END_CHARACTERS = 300;
/** Earlier user turns that can still matter. */
const MAX_EARLIER_TURNS = 4;

/** A turn that scores this stands by itself. No earlier turn counts for more, however well it matched. */
const CLEAR_SCORE = 0.3;
/** The latest turn decides. What it leaves open the one before may say, and so on back, each for this share. */
const EARLIER_SHARE = 0.7;
/** Below this share an earlier turn is not read at all. */
const LEAST_SHARE = 0.05;
/** A turn of at most so many content words leans on its context ("any others?"); a longer one brought its own subject. */
const ELLIPTICAL_WORDS = 2;
/** A system prompt is read only where the users' turns left the route open, and tips the scale at most. */
const SYSTEM_SHARE = 0.1;

/** Softmax temperature of the scores, which are weighted cosines. */
const TEMPERATURE = 0.05;
/**
 * The score of "nothing matches". The best of many routes scores higher by chance than the best of few, and texts come
 * nearer to routes that have many examples; with both in it, one threshold is calibrated from 4 routes to 150.
 */
const nothingScore = (routes: number, examplesPerRoute: number): number =>
  0.055 * Math.log(routes + 2) + 0.015 * Math.log(1 + examplesPerRoute);

const MAX_BECAUSE = 5;

/** Compiles a tenant's routes. The answer's `classify` is synchronous and ignores the abort signal. */
export function compileRoutes(routes: readonly Route[]): Classifier {
  const index = indexRoutes(routes.map(sourceOf));
  const examples = routes.reduce((sum, route) => sum + route.examples.length, 0);
  const nothing = nothingScore(routes.length, examples / Math.max(1, routes.length));
  return {
    name: 'embedded',
    classify: (turns) => {
      const { scores, queries } = scoreTurns(turns, index, new Float64Array(routes.length));
      return verdictOf(scores, nothing, routes, (route) => firstReasons(queries, index, route));
    },
  };
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

/** Adds up what the turns say for each route, and keeps the queries that said it, weightiest first. */
function scoreTurns(turns: readonly Turn[], index: RouteIndex, scores: Float64Array) {
  const queries: Query[] = [];
  const add = (text: string, share: number, maxCharacters: number): number => {
    const read = passages(text, maxCharacters).map((passage) => index.read(readFeatures(passage)));
    const found = read.map(index.score).reduce((best, each) => best.map((score, i) => Math.max(score, each[i] ?? 0)));
    const best = found.reduce((most, score) => Math.max(most, score), 0);
    const scale = share === 1 ? 1 : (share * CLEAR_SCORE) / Math.max(best, CLEAR_SCORE);
    for (const [route, score] of found.entries()) scores[route] = (scores[route] ?? 0) + scale * score;
    queries.push(...read);
    const open = Math.max(0, 1 - best / CLEAR_SCORE);
    const contentWords = Math.max(1, ...read.map(({ features }) => features.spellings.size));
    return share * EARLIER_SHARE * open * Math.min(1, (ELLIPTICAL_WORDS / contentWords) ** 2);
  };
  const users = turns.filter(({ role }) => role === 'user');
  const [latest, ...earlier] = (users.length > 0 ? users : turns).toReversed();
  let share = latest === undefined ? 0 : add(latest.text, 1, MAX_LATEST_CHARACTERS);
  for (const turn of earlier.slice(0, MAX_EARLIER_TURNS)) {
    if (share < LEAST_SHARE) break;
    share = add(turn.text, share, MAX_EARLIER_CHARACTERS);
  }
  const system = turns.find(({ role }) => role === 'system');
  const open = scores.every((score) => score < CLEAR_SCORE);
  if (system !== undefined && users.length > 0 && open) add(system.text, SYSTEM_SHARE, MAX_EARLIER_CHARACTERS);
  return { scores, queries };
}

function verdictOf(
  scores: Float64Array,
  nothing: number,
  routes: readonly Route[],
  because: (route: number) => string[],
): Verdict {
  const top = scores.reduce((best, score) => Math.max(best, score), nothing);
  const weightOf = (score: number): number => Math.exp((score - top) / TEMPERATURE);
  const total = scores.reduce((sum, score) => sum + weightOf(score), weightOf(nothing));
  const ranked = routes
    .map(({ name }, place) => ({ route: name, probability: weightOf(scores[place] ?? 0) / total, place }))
    .sort((a, b) => b.probability - a.probability);
  return {
    routes: ranked.map(({ route, probability }) => ({ route, probability })),
    nothing: weightOf(nothing) / total,
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
