import { describe, expect, it } from 'vitest';
import { visitNeighbours } from '../../src/classify/neighbours.ts';
import { hashWord } from '../../src/classify/words.ts';

function neighbours(word: string): number[] {
  const found: number[] = [];
  visitNeighbours(word, (hash) => {
    found.push(hash);
    return false;
  });
  return found;
}

const SLIPS = [
  ['swapped', 'recieve'],
  ['dropped', 'receve'],
  ['added', 'receivve'],
  ['mistaken', 'reccive'],
  ['added behind', 'receives'],
  ['mistaken at the end', 'receivr'],
] as const;

describe('the neighbours of a word', () => {
  it.each(SLIPS)('have one letter %s: %s', (_, word) => expect(neighbours('receive')).toContain(hashWord(word)));

  it.each(['deceive', 'rceive x', 'erceive'])('keep its first letter: not %s', (word) => {
    expect(neighbours('receive')).not.toContain(hashWord(word));
  });

  it('come with the commonest slips first: swapped, dropped, added, mistaken', () => {
    const found = neighbours('receive');
    const places = SLIPS.slice(0, 4).map(([, word]) => found.indexOf(hashWord(word)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    // 5 pairs to swap, 6 letters to drop, 7 places for each of 26 letters, 6 letters to replace by each.
    expect(found).toHaveLength(5 + 6 + 26 * 7 + 26 * 6);
  });

  it('are visited until one is enough', () => {
    let visited = 0;
    visitNeighbours('receive', () => ++visited === 3);
    expect(visited).toBe(3);
  });
});
