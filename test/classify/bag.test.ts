import { describe, expect, it } from 'vitest';
import { type Bag, readBag } from '../../src/classify/bag.ts';

const sharedWords = (a: Bag, b: Bag) => a.words.filter(({ hash }) => b.words.some((word) => word.hash === hash)).length;
const sharedPairs = (a: Bag, b: Bag) => a.pairs.filter((pair) => b.pairs.includes(pair)).length;

describe('a bag', () => {
  it('holds different forms of a word as the same', () => {
    expect(sharedWords(readBag('planned flights'), readBag('planning a flight'))).toBe(2);
  });

  it('keeps the order of words in pairs', () => {
    expect(sharedPairs(readBag('dog bites man'), readBag('man bites dog'))).toBe(0);
    expect(sharedPairs(readBag('dog bites man'), readBag('big dog bites'))).toBe(1);
  });

  it('counts mentions, and a pair of weak words for half', () => {
    const { words, mentions, pairWeights } = readBag('how much rice, how much rice');
    expect(words.map(({ spelling }) => spelling)).toEqual(['how', 'much', 'rice']);
    expect(mentions).toEqual([2, 2, 2]);
    expect([...pairWeights]).toEqual([1, 2, 1]);
  });

  it('of a repeated text has no more in it than that of the text once, apart from the seam', () => {
    const sentence = 'please write a function that reverses a list. ';
    const [once, often] = [readBag(sentence), readBag(sentence.repeat(50))];
    expect(often.words).toEqual(once.words);
    expect(often.pairs.length).toBe(once.pairs.length + 1);
  });

  it('makes no pair across a run without spaces', () => {
    expect(readBag('flight 航班 delay').pairs).toHaveLength(0);
    expect(readBag('flight delay').pairs).toHaveLength(1);
  });

  it('of nothing is empty', () => {
    expect(readBag(' … ').words).toEqual([]);
  });
});
