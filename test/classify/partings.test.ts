import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Partings } from '../../src/classify/partings.ts';

describe('the parts of a text', () => {
  it('are what a search for anything but the marks finds', () => {
    const partings = new Partings('.?\n—。');
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '.', '?', '\n', '—', '。', 'é', '你', '😀'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(text, (said) => {
        const parts: [number, string][] = [];
        for (let start = partings.start(said, 0); start < said.length; ) {
          const end = partings.end(said, start);
          parts.push([start, said.slice(start, end)]);
          start = partings.start(said, end);
        }
        expect(parts).toEqual(Array.from(said.matchAll(/[^.?\n—。]+/gu), ({ index, 0: part }) => [index, part]));
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
