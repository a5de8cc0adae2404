/**
 * Lint: what the classifier itself makes of a policy's routes, before any user meets them. Every route is asked for in
 * its own words; where another one answers, or nearly does, or one answers for everybody, the owner is told which words
 * collide and how to part them. Pure: the routes go in, findings come out. The work is bounded by a sample.
 */

import type { Route } from '../tenant/policy.ts';
import type { Classifier, Verdict } from './contract.ts';
import { findOverlaps } from './lint-overlaps.ts';
import { findCatchAlls, findUnreachable, PROBES } from './lint-reach.ts';
import { findTwins } from './lint-twins.ts';
import { findVague } from './lint-vague.ts';
import { type Pause, paced } from './paced.ts';
import { phrasesOf } from './phrases.ts';

export interface Finding {
  /** Where in the document: `routes[2].examples[0]`. */
  readonly path: string;
  readonly rule: 'overlap' | 'catch-all' | 'unreachable' | 'duplicate';
  /** An error is a route that does not do what its owner wrote; a warning is one that may not. */
  readonly severity: 'error' | 'warning';
  /** Whole sentences: what collides and how to mend it. */
  readonly message: string;
}

export interface LintReport {
  readonly findings: readonly Finding[];
  /** How many phrases of descriptions and examples were classified, of how many there are. */
  readonly sampled: { readonly read: number; readonly of: number };
}

export interface LintOptions {
  readonly routes: readonly Route[];
  readonly defaultRoute: string;
  /** `compileRoutes` of the embedded classifier. */
  readonly compile: (routes: readonly Route[]) => Classifier;
  /** Texts that are tried at most. Each route has an even share: half for its examples, the rest for its description. */
  readonly mostTexts: number;
  readonly pause: Pause;
}

/** Enough for every text of an ordinary policy, and a second or so for the largest. */
export const MAX_TEXTS = 2000;

/** A few words of a description are taken for another route only where that route is at least this likely. */
const SURE = 0.6;

/** What a route says of itself: its description, a part of it where it has several, or an example. */
interface OwnText {
  readonly path: string;
  readonly kind: 'description' | 'phrase' | 'example';
  readonly text: string;
}

/** One text of a route and what became of it. */
export interface Tried extends OwnText {
  /** The place of the route whose text it is. */
  readonly route: number;
  /** The probability of that route. */
  readonly own: number;
  /** The best of the other routes; null where there is none. */
  readonly other: { readonly route: string; readonly probability: number } | null;
  readonly won: 'own' | 'other' | 'nothing';
}

/** Findings in the order: what is said twice, what is not reached, what reaches too far, what overlaps. */
export async function lintRoutes(options: LintOptions): Promise<LintReport> {
  const { routes, defaultRoute, compile, mostTexts } = options;
  const classifier = compile(routes);
  const ask = asking(options);
  const isDefault = ({ name }: Route): boolean => name === defaultRoute;
  const share = Math.max(2, Math.floor(mostTexts / Math.max(1, routes.length)));
  const tried: Tried[] = [];
  for (const [index, route] of routes.entries()) {
    for (const own of textsOf(route, index, share, isDefault(route))) {
      tried.push({ route: index, ...own, ...standing(await ask(classifier, own.text), route.name, own.kind) });
    }
  }
  const probed: Verdict[] = [];
  for (const text of PROBES) probed.push(await ask(classifier, text));

  const twins = findTwins(routes);
  const vague = findVague(routes, defaultRoute);
  const unreachable = new Map([...vague.unreachable, ...findUnreachable(routes, defaultRoute, tried)]);
  // That no words find a route which is for everything goes without saying.
  for (const [index, { name }] of routes.entries()) if (vague.catchAlls.has(name)) unreachable.delete(index);
  const catchAlls = new Map([...vague.catchAlls, ...findCatchAlls(routes, defaultRoute, tried, probed)]);
  // What one finding has told, no other repeats.
  const isTold = (route: number): boolean =>
    unreachable.get(route)?.severity === 'error' ||
    vague.catchAlls.get(routes[route]?.name ?? '')?.severity === 'error';
  const untold = tried.filter(
    ({ route, path, won, other }) =>
      !twins.paths.has(path) && !isTold(route) && !(won === 'other' && catchAlls.has(other?.route ?? '')),
  );
  const overlaps = await findOverlaps(routes, untold, wordsFor(compile, ask));
  return {
    findings: [...twins.findings, ...unreachable.values(), ...catchAlls.values(), ...overlaps],
    sampled: {
      read: tried.length,
      of: routes.flatMap((route) => [...textsOf(route, 0, Number.POSITIVE_INFINITY, isDefault(route))]).length,
    },
  };
}

type Asking = (classifier: Classifier, text: string) => Promise<Verdict>;

function asking({ pause }: LintOptions): Asking {
  const { signal } = new AbortController();
  const turn = paced(pause);
  return async (classifier, text) => {
    await turn();
    return classifier.classify([{ role: 'user', text }], signal);
  };
}

/** The words of a text that speak for a route, by a classifier that knows no other: none is lost to a stronger route. */
function wordsFor(compile: LintOptions['compile'], ask: Asking) {
  const alone = new Map<Route, Classifier>();
  return async (route: Route, text: string): Promise<readonly string[]> => {
    const classifier = alone.get(route) ?? compile([route]);
    alone.set(route, classifier);
    return (await ask(classifier, text)).because;
  };
}

/** Those of the description, unless the route is the default, which need not be found by it; and examples, evenly apart. */
function* textsOf(
  { description, examples }: Route,
  index: number,
  most: number,
  skipDescription: boolean,
): Generator<OwnText> {
  const phrases = skipDescription ? [] : phrasesOf(description);
  const phraseCount = Math.min(phrases.length, most - Math.min(examples.length, Math.floor(most / 2)));
  for (const text of phrases.slice(0, phraseCount)) {
    yield { path: `routes[${index}].description`, kind: phrases.length > 1 ? 'phrase' : 'description', text };
  }
  const count = Math.min(most - phraseCount, examples.length);
  for (let i = 0; i < count; i++) {
    const at = Math.floor((i * examples.length) / count);
    yield { path: `routes[${index}].examples[${at}]`, kind: 'example', text: examples[at] ?? '' };
  }
}

function standing(
  { routes, nothing }: Verdict,
  name: string,
  kind: OwnText['kind'],
): Omit<Tried, 'route' | keyof OwnText> {
  const own = routes.find(({ route }) => route === name)?.probability ?? 0;
  const other = routes.find(({ route }) => route !== name) ?? null;
  const likeliest = Math.max(own, other?.probability ?? 0);
  if (nothing > likeliest) return { own, other, won: 'nothing' };
  // Of a word or two nobody can be sure: "articles" alone may be for any of two routes that write.
  const taken = own < likeliest && (kind !== 'phrase' || likeliest >= SURE);
  return { own, other, won: taken ? 'other' : 'own' };
}
