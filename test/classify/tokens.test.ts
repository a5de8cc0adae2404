import { describe, expect, it, vi } from 'vitest';
import { boundTokens, estimateTokens, MOST_TOKENS_PER_IMAGE } from '../../src/classify/tokens.ts';

/** Counts of the o200k vocabulary, with the spread that passes here. */
const KNOWN: readonly [text: string, from: number, to: number][] = [
  ['', 0, 0],
  ['Hello', 1, 1],
  ['Hello, world!', 3, 5],
  ['The quick brown fox jumps over the lazy dog.', 9, 11],
  ['1234567890', 4, 4],
  ['antidisestablishmentarianism', 5, 8],
  ['getUserByEmailAddress', 4, 6],
  ['你好，世界', 3, 5],
  ['人工智能正在改变我们的生活方式', 7, 15],
  ['こんにちは、元気ですか？', 5, 12],
  ['안녕하세요 세계', 3, 8],
  ['Привет, как дела?', 5, 9],
  ['Das Verfassungsgericht hat entschieden.', 7, 11],
  ['😀😀😀', 3, 9],
  ['    return x;\n', 4, 7],
];

describe('the estimate', () => {
  it.each(KNOWN)('of %j lies near the real count', (text, from, to) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(from);
    expect(estimateTokens(text)).toBeLessThanOrEqual(to);
  });

  it('grows with the text and does not depend on where it is cut off by whitespace', () => {
    const sentence = 'The committee met on Tuesday to discuss the new park. ';
    expect(estimateTokens(sentence.repeat(10))).toBeGreaterThan(estimateTokens(sentence.repeat(9)));
    expect(Math.abs(estimateTokens(sentence.repeat(100)) - 100 * estimateTokens(sentence))).toBeLessThan(100);
  });

  it('of a long text is that of evenly spaced samples, scaled', () => {
    const sentence = 'The committee met on Tuesday to discuss the new park. ';
    const exact = estimateTokens(sentence.repeat(500));
    const sampled = estimateTokens(sentence.repeat(50_000));
    expect(sampled / (100 * exact)).toBeCloseTo(1, 1);
  });

  it('reads a bounded number of characters, however long the text', () => {
    const read = vi.spyOn(String.prototype, 'charCodeAt');
    const reads = (text: string): number => {
      read.mockClear();
      estimateTokens(text);
      return read.mock.calls.length;
    };
    const atTheBound = reads('word '.repeat(6_553));
    const farBeyond = reads('word '.repeat(400_000));
    read.mockRestore();
    expect(atTheBound).toBeGreaterThan(32_000);
    expect(farBeyond).toBeLessThanOrEqual(atTheBound + 100);
  });
});

describe('the bound', () => {
  it.each(KNOWN)('of %j is at least the most that the estimate may be', (text, _, to) => {
    const bytes = new TextEncoder().encode(JSON.stringify([{ role: 'user', content: text }])).length;
    expect(boundTokens(bytes, 0)).toBeGreaterThanOrEqual(to);
  });

  it('is the bytes, and a stated most for each image', () => {
    expect(boundTokens(120, 0)).toBe(120);
    expect(boundTokens(120, 3)).toBe(120 + 3 * MOST_TOKENS_PER_IMAGE);
  });
});
