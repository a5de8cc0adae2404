import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/classify/seeded.ts';
import { fold, readWords, stem, type Word } from '../../src/classify/words.ts';

function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  readWords(text, (word) => {
    if (word !== null) found.push(word);
  });
  return found;
}

describe('a stem', () => {
  it.each([
    ['flights', 'flight'],
    ['cities', 'city'],
    ['city', 'city'],
    ['writing', 'writ'],
    ['write', 'writ'],
    ['planned', 'plan'],
    ['planning', 'plan'],
    ['refunded', 'refund'],
    ['calling', 'call'],
    ['class', 'class'],
    ['status', 'status'],
    ['analysis', 'analysis'],
    ['string', 'string'],
    ['bed', 'bed'],
    ['c++', 'c++'],
  ])('of %s is %s', (word, root) => {
    expect(stem(word)).toBe(root);
  });
});

describe('folding', () => {
  it.each([
    ['Über', 'uber'],
    ['réfléchis', 'reflechis'],
    ['ＡＢＣ', 'abc'],
    ['がぎぐ', 'がぎぐ'],
    ['don’t', "don't"],
    ['c++', 'c++'],
  ])('%s gives %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('words', () => {
  const spellings = (text: string) => wordsOf(text).map(({ spelling }) => spelling);

  it.each([
    ["Don't panic, it's C++ & c#!", ["don't", 'panic', "it's", 'c++', 'c#']],
    ['x86_64 on 10.0.0.1', ['x86', '64', 'on', '10', '0', '0', '1']],
    ["'quoted' rock'n'roll", ['quoted', "rock'n", 'roll']],
    ['++ -- ', []],
  ])('of %j are %j, with and without a letter that is not ASCII beside them', (text, expected) => {
    expect(spellings(text)).toEqual(expected);
    expect(spellings(`${text} é`)).toEqual([...expected, 'e']);
  });

  it('are the same objects with and without a letter that is not ASCII beside them, of whatever characters', () => {
    const random = seededRandom(3);
    const characters = "aAbBzZ019'+#_ -.'";
    for (let count = 0; count < 3000; count++) {
      const text = Array.from({ length: 40 * random() }, () => characters[Math.floor(17 * random())]).join('');
      expect(wordsOf(`${text} é`).slice(0, -1)).toEqual(wordsOf(text));
    }
    expect(wordsOf(`${'Long'.repeat(30)} é`)[0]).toBe(wordsOf('Long'.repeat(30))[0]);
    expect(wordsOf('x '.repeat(9000))).toHaveLength(9000);
  });

  it('are the same object at each mention, also in another text', () => {
    const [first, , third] = wordsOf('zebras and Zebras');
    expect(first).toBe(third);
    expect(wordsOf('zebras')[0]).toBe(first);
  });

  it('share pieces with their misspelling', () => {
    const [right, wrong] = wordsOf('accommodation acommodation');
    expect(right?.hash).not.toBe(wrong?.hash);
    expect([...(right?.pieces ?? [])].filter((piece) => wrong?.pieces.includes(piece)).length).toBeGreaterThan(15);
  });

  it('of no meaning weigh little, in any of the languages, but not where English means a thing by them', () => {
    expect(wordsOf('the war').map(({ weight }) => weight)).toEqual([0.15, 1]);
    expect(wordsOf('où').map(({ weight }) => weight)).toEqual([0.15]);
  });

  it('are bounded, however long', () => {
    const [word] = wordsOf('ab3'.repeat(10_000));
    expect(word?.spelling).toHaveLength(64);
    expect(word?.pieces.length).toBeLessThan(80);
  });

  it('of Chinese are read as single characters and pairs', () => {
    const found = wordsOf('航班延误').filter(({ weight }) => weight > 0);
    expect(found.map(({ spelling }) => spelling)).toEqual(['航', '航班', '班', '班延', '延', '延误', '误']);
  });
});
