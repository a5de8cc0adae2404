import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedFeatures } from '../../src/classify/asked-features.ts';
import { withoutSlips } from '../../src/classify/slips.ts';
import { Spellings } from '../../src/classify/spellings.ts';
import { readTokens } from '../../src/classify/want-words.ts';

describe('the memory of spellings', () => {
  it('makes what is known of a word once, wherever in a text it stands', () => {
    const made: string[] = [];
    const spellings = new Spellings((word) => made.push(word));
    expect(spellings.at('a word, word', 2, 6)).toBe(1);
    expect(spellings.at('a word, word', 8, 12)).toBe(1);
    expect(spellings.at('words', 0, 4)).toBe(1);
    expect(spellings.at('words', 0, 5)).toBe(2);
    expect(made).toEqual(['word', 'words']);
  });

  it('tells tens of thousands of words apart, though it forgets most of them', () => {
    const spellings = new Spellings((word) => word);
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < 20_000; at++) expect(spellings.at(`word${at}`, 0, `word${at}`.length)).toBe(`word${at}`);
    }
  });

  it('keeps none that is longer than any word', () => {
    let made = 0;
    const spellings = new Spellings(() => ++made);
    const long = 'x'.repeat(5000);
    expect([spellings.at(long, 0, 5000), spellings.at(long, 0, 5000)]).toEqual([1, 2]);
  });
});

describe('a text of spaced scripts', () => {
  const PIECES =
    "think thikn abuot quikc step-by-step don't it's c++ c# 3rd 1,000 é ß naïve e\u0301 привет ’ ' - _ + # , : — ? . ½ ² ǂ".split(
      ' ',
    );
  const text = fc
    .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', ' ', ' ', '\n')), { maxLength: 12 })
    .map((parts) => parts.flat().join(''));
  /** A space of another script, before which every text is read by regular expressions. */
  const WIDE = '\u3000';

  it('is read as any other text is', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(readTokens(said)).toEqual(readTokens(WIDE + said));
        expect(WIDE + withoutSlips(said)).toBe(withoutSlips(WIDE + said));
        expect(askedFeatures(said)).toEqual(askedFeatures(WIDE + said));
      }),
      { seed: 5, numRuns: 1500 },
    );
  });
});
