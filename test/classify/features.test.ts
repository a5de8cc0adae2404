import { describe, expect, it } from 'vitest';
import { fold, readFeatures, stem } from '../../src/classify/features.ts';

const [WORDS, PAIRS, PIECES, TOPICS] = [0, 1, 2, 3] as const;

/** How many features of a block two texts share. */
function shared(block: 0 | 1 | 2 | 3, a: string, b: string): number {
  const other = readFeatures(b).blocks[block];
  return [...readFeatures(a).blocks[block].keys()].filter((hash) => other.has(hash)).length;
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

describe('features', () => {
  it('of different forms of a word are the same', () => {
    expect(shared(WORDS, 'planned flights', 'planning a flight')).toBe(2);
  });

  it('keep the order of words in pairs', () => {
    expect(shared(PAIRS, 'dog bites man', 'man bites dog')).toBe(0);
    expect(shared(PAIRS, 'dog bites man', 'big dog bites')).toBe(1);
  });

  it('are shared in pieces by a misspelt word', () => {
    expect(shared(WORDS, 'accommodation', 'acommodation')).toBe(0);
    expect(shared(PIECES, 'accommodation', 'acommodation')).toBeGreaterThan(15);
  });

  it('know what topic a word speaks for', () => {
    expect(shared(TOPICS, 'javascript', 'compile')).toBe(1);
    expect(shared(TOPICS, 'javascript', 'flight')).toBe(0);
  });

  it('give a function word little weight, in any of the languages, but not where English means a thing by it', () => {
    const [words] = readFeatures('the war').blocks;
    expect([...words.values()]).toEqual([0.15, 1]);
    expect([...readFeatures('où').blocks[WORDS].values()]).toEqual([0.15]);
  });

  it('of a repeated text are no more than of the text once, apart from the seam', () => {
    const sentence = 'please write a function that reverses a list. ';
    const once = readFeatures(sentence).blocks.map(({ size }) => size);
    const often = readFeatures(sentence.repeat(50)).blocks.map(({ size }) => size);
    expect(often).toEqual([once[WORDS], (once[PAIRS] ?? 0) + 1, once[PIECES], once[TOPICS]]);
  });

  it('of one endless word are bounded', () => {
    const size = (length: number) => readFeatures('ab3'.repeat(length)).blocks[PIECES].size;
    expect(size(10_000)).toBe(size(100));
  });
});
