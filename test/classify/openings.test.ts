import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATIN_IDIOMS } from '../../src/classify/idioms/languages.ts';
import { Openings } from '../../src/classify/idioms/openings.ts';
import { matchesOf, startsIn } from '../../src/classify/idioms/starts.ts';

const opens = (pattern: RegExp, text: string): boolean => {
  const openings = new Openings();
  openings.add(pattern, 1);
  return openings.at(text, 0) === 1;
};

/** Words of the pattern itself, so that texts made of them match often. */
const PATTERNS = LATIN_IDIOMS.flatMap((idiom) =>
  (['think', 'quick', 'brood'] as const).map((asks) => ({ idiom, asks, pattern: idiom.patterns()[asks] })),
);
const WORDS = [...new Set(PATTERNS.flatMap(({ pattern }) => pattern?.source.match(/[a-zß']{2,}/g) ?? []))];

describe('the openings of a pattern', () => {
  it.each([
    [/abc/, 'abcd', true],
    [/abc/, 'abd', false],
    [/(?:ab|cd)?e/, 'cde', true],
    [/(?:ab|cd)?e/, 'e', true],
    [/(?:ab|cd)?e/, 'ae', false],
    [/(?:a |b )*c/, 'a b a b x', true],
    [/(?:a |b )*c/, 'a d', false],
    [/(?:ab){2,3}c/, 'ababc', true],
    [/(?:ab){2,3}c/, 'abc', false],
    [/[a-c\n]+x/, 'q', true],
    [/[a-c]x/, 'bx', true],
    [/[a-c]x/, 'dx', false],
    [/(?!no)(?=ab)ab(?:[(|]|\))c/, 'ab)c', true],
    [/(?!no)(?=ab)ab(?:[(|]|\))c/, 'ab]c', false],
    [/ab.{0,3}c/, 'abzz', true],
    [/\p{L}z/u, '7', true],
    [/^x\.y$/, 'x.y', true],
    [/^x\.y$/, 'xzy', false],
  ])('%s lets a match begin at "%s": %s', (pattern, text, expected) => {
    expect(opens(pattern, text)).toBe(expected);
  });

  it('are refused of patterns for which the case of letters is nothing', () => {
    expect(() => opens(/ab/i, 'ab')).toThrow('flags');
  });

  it('find the idioms wherever a search through the whole text finds them', () => {
    const joints = fc.constantFrom(' ', ' ', ' ', ', ', '. ', '-', "'", 'ß', ' é', '');
    const text = fc
      .array(fc.tuple(fc.constantFrom(...WORDS), joints), { minLength: 1, maxLength: 14 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(text, (said) => {
        const starts = startsIn(said);
        for (const { idiom, asks, pattern } of PATTERNS) {
          const anywhere =
            pattern === null ? /(?!)/g : new RegExp(`(?<![a-z0-9ß'-])(?=[a-zß0-9])(?:${pattern.source})`, 'gu');
          const found = [...said.matchAll(anywhere)].map(({ index, 0: words }) => [index, words]);
          expect(matchesOf(said, idiom, asks, starts).map(({ index, 0: words }) => [index, words])).toEqual(found);
        }
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});
