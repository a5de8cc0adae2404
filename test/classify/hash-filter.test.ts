import { describe, expect, it } from 'vitest';
import { HashFilter } from '../../src/classify/hash-filter.ts';
import { hashWord } from '../../src/classify/words.ts';

describe('a filter of hashes', () => {
  const hashes = Int32Array.from({ length: 3000 }, (_, at) => hashWord(`known${at}`));
  const filter = new HashFilter(hashes);

  it('lets every hash pass that is there', () => {
    expect(hashes.every((hash) => filter.mayHave(hash))).toBe(true);
    expect(new HashFilter(Int32Array.of(0)).mayHave(0)).toBe(true);
  });

  it('lets hardly one pass of those that are not', () => {
    const passed = Array.from({ length: 10_000 }, (_, at) => filter.mayHave(hashWord(`other${at}`)));
    expect(passed.filter(Boolean).length).toBeLessThan(1000);
    expect(new HashFilter(new Int32Array()).mayHave(7)).toBe(false);
  });
});
