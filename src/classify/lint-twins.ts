/**
 * Descriptions that say nearly the same, and examples that stand in two routes: no classifier can tell such routes apart,
 * whatever it is, so this looks at the words alone. Part of lint.
 */

import type { Route } from '../tenant/policy.ts';
import type { Finding } from './lint.ts';
import { isFunctionWord } from './words.ts';

/** Descriptions that share this much of the words that either has are near-duplicates. */
const NEAR = 0.85;
/** Words of a description that are compared: 500 routes make 125,000 pairs. */
const MAX_WORDS = 200;
const STEM_CHARACTERS = 5;

interface Twins {
  readonly findings: readonly Finding[];
  /** Every text that says what another route's says, on both sides. */
  readonly paths: ReadonlySet<string>;
}

export function findTwins(routes: readonly Route[]): Twins {
  const found = [...twinDescriptions(routes), ...twinExamples(routes)];
  return {
    findings: found.map(({ finding }) => finding),
    paths: new Set(found.flatMap(({ finding, twin }) => [finding.path, twin])),
  };
}

interface Twin {
  readonly finding: Finding;
  /** The path of the text that was there first. */
  readonly twin: string;
}

/** Each description against those before it; the third of a kind is reported against its nearest alone. */
function* twinDescriptions(routes: readonly Route[]): Generator<Twin> {
  const texts = routes.map(({ description }) => comparedBy(description));
  for (const [index, own] of texts.entries()) {
    let nearest = { at: -1, shared: 0 };
    for (let at = 0; at < index; at++) {
      const other = texts[at] ?? comparedBy('');
      const shared = Math.max(similarity(own.all, other.all), similarity(own.naming, other.naming));
      if (shared > nearest.shared) nearest = { at, shared };
    }
    const [route, twin] = [routes[index], routes[nearest.at]];
    if (route === undefined || twin === undefined || nearest.shared < NEAR) continue;
    const path = `routes[${index}].description`;
    const place = `that of "${twin.name}" (routes[${nearest.at}])`;
    const same = wordsOf(route.description).join(' ') === wordsOf(twin.description).join(' ');
    const apart = differing(own.naming, (texts[nearest.at] ?? comparedBy('')).naming);
    const only = apart.length === 0 ? 'nothing but the order or form of words' : `only ${apart.join(', ')}`;
    const what = same ? `says the same as ${place}.` : `says nearly the same as ${place}: ${only} tells them apart.`;
    const message = `The description of "${route.name}" ${what} Say what only this route is for, or make them one.`;
    const finding: Finding = { path, rule: 'duplicate', severity: same ? 'error' : 'warning', message };
    yield { finding, twin: `routes[${nearest.at}].description` };
  }
}

/** An example that two routes claim can only be right for one of them. Every example is looked at, also beyond a sample. */
function* twinExamples(routes: readonly Route[]): Generator<Twin> {
  const claimed = new Map<string, { readonly route: number; readonly path: string }>();
  for (const [route, { name, examples }] of routes.entries()) {
    for (const [at, example] of examples.entries()) {
      const path = `routes[${route}].examples[${at}]`;
      const key = wordsOf(example).join(' ');
      // Marks alone ("???") have no words to be told apart by, and say nothing twice.
      if (key === '') continue;
      const first = claimed.get(key);
      if (first === undefined) claimed.set(key, { route, path });
      if (first === undefined || first.route === route) continue;
      const message = `This example of "${name}" is also ${first.path}, of "${routes[first.route]?.name}". Leave it to the one that should answer it.`;
      yield { finding: { path, rule: 'duplicate', severity: 'error', message }, twin: first.path };
    }
  }
}

/** Words by how they begin: `order` and `orders` are one. */
type Stems = ReadonlyMap<string, string>;

/** The stems of a text, and those without "and" and "of", which of few words are half and tell nothing apart. */
interface Compared {
  readonly all: Stems;
  readonly naming: Stems;
}

function comparedBy(text: string): Compared {
  const words = wordsOf(text);
  return { all: stemsOf(words), naming: stemsOf(words.filter((word) => !isFunctionWord(word))) };
}

const stemsOf = (words: readonly string[]): Stems =>
  new Map(words.slice(0, MAX_WORDS).map((word) => [word.slice(0, STEM_CHARACTERS), word]));

/** The first words that one of the two has and the other has not. */
function differing(a: Stems, b: Stems): string[] {
  const without = (from: Stems, other: Stems) => [...from].flatMap(([stem, word]) => (other.has(stem) ? [] : [word]));
  return [...without(a, b), ...without(b, a)].slice(0, 6);
}

/** What both have of what either has, 0 to 1. Two texts without a word have nothing in common. */
function similarity(a: Stems, b: Stems): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  // With so few words in one of them they cannot share enough, whatever they are.
  if (few.size < NEAR * many.size) return 0;
  let shared = 0;
  for (const stem of few.keys()) if (many.has(stem)) shared++;
  const either = few.size + many.size - shared;
  return either === 0 ? 0 : shared / either;
}

/** Of scripts that are written without spaces every character is a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[[\p{L}\p{M}\p{N}+#]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]+/gv;

const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
