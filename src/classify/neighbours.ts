/**
 * The words that one slip of the finger after the first letter makes of a word, or that it was made of: as hashes, worked
 * out from that of the letters before the slip. A thousand strings would be made otherwise for each word that nobody
 * knows. Pure.
 */

import { hashFrom, hashOf, WORD_SEED } from './words.ts';

const LETTERS = Uint8Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => letter.charCodeAt(0));

/** Calls `visit` with the hash of each (`hashWord`), the commonest slips first, until it answers true. */
export function visitNeighbours(word: string, visit: (hash: number) => boolean): void {
  const before = new Int32Array(word.length + 1).fill(WORD_SEED);
  for (let at = 0; at < word.length; at++) before[at + 1] = hashOf(before[at] ?? 0, word.charCodeAt(at));
  const upTo = (at: number): number => before[at] ?? 0;
  const found = (state: number, next: number): boolean => visit(hashFrom(state, word, next));
  for (let at = 1; at + 1 < word.length; at++) {
    if (found(hashOf(hashOf(upTo(at), word.charCodeAt(at + 1)), word.charCodeAt(at)), at + 2)) return;
  }
  for (let at = 1; at < word.length; at++) if (found(upTo(at), at + 1)) return;
  for (const letter of LETTERS) {
    for (let at = 1; at <= word.length; at++) if (found(hashOf(upTo(at), letter), at)) return;
  }
  for (const letter of LETTERS) {
    for (let at = 1; at < word.length; at++) if (found(hashOf(upTo(at), letter), at + 1)) return;
  }
}
