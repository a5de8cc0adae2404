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
import { type Pause, paced } from './paced.ts';

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
  /** How many descriptions and examples were classified, of how many there are. */
  readonly sampled: { readonly read: number; readonly of: number };
}

export interface LintOptions {
  readonly routes: readonly Route[];
  readonly defaultRoute: string;
  /** `compileRoutes` of the embedded classifier. */
  readonly compile: (routes: readonly Route[]) => Classifier;
  /** Texts that are tried at most. Each route has its description and an even share of the rest for its examples. */
  readonly mostTexts: number;
  readonly pause: Pause;
}

/** Enough for every text of an ordinary policy, and a second or so for the largest. */
export const MAX_TEXTS = 2000;

/** One text of a route and what became of it. */
export interface Tried {
  /** The place of the route whose text it is. */
  readonly route: number;
  readonly path: string;
  readonly text: string;
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
  const examplesEach = Math.max(1, Math.floor(mostTexts / Math.max(1, routes.length)) - 1);
  const tried: Tried[] = [];
  for (const [index, route] of routes.entries()) {
    for (const { path, text } of textsOf(route, index, examplesEach, isDefault(route))) {
      tried.push({ route: index, path, text, ...standing(await ask(classifier, text), route.name) });
    }
  }
  const probed: Verdict[] = [];
  for (const text of PROBES) probed.push(await ask(classifier, text));

  const twins = findTwins(routes);
  const unreachable = findUnreachable(routes, defaultRoute, tried);
  const catchAlls = findCatchAlls(routes, defaultRoute, tried, probed);
  // What one finding has told, no other repeats.
  const untold = tried.filter(
    ({ route, path, won, other }) =>
      !twins.paths.has(path) && !unreachable.has(route) && !(won === 'other' && catchAlls.has(other?.route ?? '')),
  );
  const overlaps = await findOverlaps(routes, untold, wordsFor(compile, ask));
  return {
    findings: [...twins.findings, ...unreachable.values(), ...catchAlls.values(), ...overlaps],
    sampled: {
      read: tried.length,
      of: routes.flatMap((route) => [...textsOf(route, 0, route.examples.length, isDefault(route))]).length,
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

/** The description, unless the route is the default, which need not be found by it; and examples, evenly apart. */
function* textsOf({ description, examples }: Route, index: number, most: number, skipDescription: boolean) {
  if (!skipDescription) yield { path: `routes[${index}].description`, text: description };
  const count = Math.min(most, examples.length);
  for (let i = 0; i < count; i++) {
    const at = Math.floor((i * examples.length) / count);
    yield { path: `routes[${index}].examples[${at}]`, text: examples[at] ?? '' };
  }
}

function standing({ routes, nothing }: Verdict, name: string): Pick<Tried, 'own' | 'other' | 'won'> {
  const own = routes.find(({ route }) => route === name)?.probability ?? 0;
  const other = routes.find(({ route }) => route !== name) ?? null;
  const best = Math.max(own, other?.probability ?? 0);
  return { own, other, won: nothing > best ? 'nothing' : own >= best ? 'own' : 'other' };
}
