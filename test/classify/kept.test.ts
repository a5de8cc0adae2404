import { describe, expect, it } from 'vitest';
import { Kept } from '../../src/classify/kept.ts';
import { readWords, type Word } from '../../src/classify/words.ts';

describe('what is kept', () => {
  it('is the latest, and what is asked for again', () => {
    const kept = new Kept<string>(4);
    for (let key = 0; key < 20; key++) {
      kept.set(key, `value ${key}`);
      expect(kept.get(0)).toBe('value 0');
    }
    expect(kept.get(19)).toBe('value 19');
    expect(kept.get(5)).toBeUndefined();
  });

  it('is a word under its number as long as it is met now and then, however many others are', () => {
    const wordOf = (text: string): Word | null => {
      let found: Word | null = null;
      readWords(text, (word) => {
        found = word;
      });
      return found;
    };
    const [common, rare] = [wordOf('commonplace'), wordOf('rarity')];
    for (let at = 0; at < 40_000; at++) {
      wordOf(`seldom${at}`);
      if (at % 1000 === 0) expect(wordOf('commonplace')).toBe(common);
    }
    expect(wordOf('rarity')).toEqual({ ...(rare as Word | null), id: expect.any(Number) });
    expect(wordOf('rarity')).not.toBe(rare);
  });
});
