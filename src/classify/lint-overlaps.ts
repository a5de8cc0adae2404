/**
 * Routes that take from each other: another route wins a text of this one, or comes close, and these are the words that
 * speak for both. Part of lint.
 */

import type { Route } from '../tenant/policy.ts';
import type { Finding, Tried } from './lint.ts';

/** Another route is close when it is at least this share as likely as the text's own. */
const CLOSE = 0.6;
/** A part of a description is between two routes only where these two have nearly all of the likelihood. */
const BETWEEN_TWO = 0.8;

/** Pairs that are told of, the worst of all: more nobody reads, and for each the words have to be found. */
const MAX_PAIRS = 100;

interface Pair {
  readonly worst: Tried;
  readonly other: Route;
  readonly count: number;
}

/** One finding for each pair of routes and who takes from whom, at the text where it shows most. */
export async function findOverlaps(
  routes: readonly Route[],
  tried: readonly Tried[],
  wordsFor: (route: Route, text: string) => Promise<readonly string[]>,
): Promise<Finding[]> {
  const pairs = new Map<string, Pair>();
  for (const each of tried) {
    const { own, other, won, kind } = each;
    if (won === 'nothing' || other === null || other.probability < CLOSE * own) continue;
    if (kind === 'phrase' && own + other.probability < BETWEEN_TWO) continue;
    const key = `${each.route} ${other.route}`;
    const known = pairs.get(key);
    const named = routes.find(({ name }) => name === other.route);
    if (named === undefined) continue;
    const worse = known === undefined || shareOf(each) > shareOf(known.worst);
    pairs.set(key, { worst: worse ? each : known.worst, other: named, count: (known?.count ?? 0) + 1 });
  }
  const findings: Finding[] = [];
  for (const { worst, other, count } of worstOf([...pairs.values()])) {
    const own = routes[worst.route];
    if (own === undefined) continue;
    const theirs = await wordsFor(other, worst.text);
    const ours = new Set(await wordsFor(own, worst.text));
    const shared = theirs.filter((word) => ours.has(word));
    findings.push(overlap({ own, other, worst, count, words: shared.length > 0 ? shared : theirs }));
  }
  const untold = pairs.size - findings.length;
  return untold === 0 ? findings : [...findings, less(untold)];
}

/** In the order of the document. */
function worstOf(pairs: readonly Pair[]): readonly Pair[] {
  if (pairs.length <= MAX_PAIRS) return pairs;
  const told = new Set(pairs.toSorted((a, b) => shareOf(b.worst) - shareOf(a.worst)).slice(0, MAX_PAIRS));
  return pairs.filter((pair) => told.has(pair));
}

function less(count: number): Finding {
  const message = `Another ${count} pairs of routes overlap, none more than those that are named. Mend these first.`;
  return { path: 'routes', rule: 'overlap', severity: 'warning', message };
}

/** How much of the text's own likelihood the other route has; above 1 it wins. */
const shareOf = ({ own, other }: Tried): number => (other?.probability ?? 0) / Math.max(own, Number.MIN_VALUE);

interface Overlap {
  readonly own: Route;
  readonly other: Route;
  readonly worst: Tried;
  readonly count: number;
  readonly words: readonly string[];
}

const TEXT: Readonly<Record<Tried['kind'], (text: string) => string>> = {
  description: () => 'The description',
  phrase: (text) => `The part "${text}" of the description`,
  example: () => 'This example',
};

function overlap({ own, other, worst, count, words }: Overlap): Finding {
  const wins = worst.won === 'other';
  const text = TEXT[worst.kind](worst.text);
  const odds = `${(worst.other?.probability ?? 0).toFixed(2)} against ${worst.own.toFixed(2)}`;
  const what = wins
    ? `${text} of "${own.name}" is taken for "${other.name}" (${odds})`
    : `${text} of "${own.name}" may as well be taken for "${other.name}" (${odds})`;
  const by = words.length === 0 ? '' : `, by the words ${words.join(', ')}`;
  const more = count === 1 ? '' : ` So it is with ${count} of its texts.`;
  const mend = 'Say in both what tells them apart, or make them one route.';
  return {
    path: worst.path,
    rule: 'overlap',
    severity: wins && worst.kind !== 'phrase' ? 'error' : 'warning',
    message: `${what}${by}.${more} ${mend}`,
  };
}
