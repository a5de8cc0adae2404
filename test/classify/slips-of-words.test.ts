import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashFilter } from '../../src/classify/hash-filter.ts';
import { visitSlips } from '../../src/classify/slips-of-words.ts';
import { hashWord, stem } from '../../src/classify/words.ts';

const EVERYTHING = { mayHave: () => true };
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

function othersOf(word: string): string[] {
  const places = Array.from(word, (_, at) => at);
  const replaced = (at: number, taken: number, put: string): string => word.slice(0, at) + put + word.slice(at + taken);
  return [
    ...places.slice(1).map((at) => replaced(at - 1, 2, `${word[at]}${word[at - 1]}`)),
    ...places.map((at) => replaced(at, 1, '')),
    ...LETTERS.flatMap((letter) => [...places, word.length].map((at) => replaced(at, 0, letter))),
    ...LETTERS.flatMap((letter) => places.map((at) => replaced(at, 1, letter))),
  ];
}

function visited(word: string): { other: string; hash: number }[] {
  const found: { other: string; hash: number }[] = [];
  visitSlips(word, [EVERYTHING], 0, (hash, letters, length) => {
    found.push({ other: String.fromCharCode(...letters.subarray(0, length)), hash });
  });
  return found;
}

describe('the slips of a word', () => {
  it('are letters swapped, dropped, added and mistaken, in this order', () => {
    for (const word of ['ab', 'transfer']) expect(visited(word).map(({ other }) => other)).toEqual(othersOf(word));
  });

  it('are visited where a filter may have them, or where they are short', () => {
    const found: string[] = [];
    const filter = new HashFilter(Int32Array.of(hashWord('cat'), hashWord('dog')));
    visitSlips('cta', [new HashFilter(new Int32Array()), filter], 3, (_, letters, length) => {
      found.push(String.fromCharCode(...letters.subarray(0, length)));
    });
    expect(found).toEqual(['cat', 'ta', 'ca', 'ct']);
  });

  it('have the hashes of their stems', () => {
    const ending = fc.constantFrom(
      '',
      's',
      'ies',
      'ed',
      'ing',
      'ings',
      'eing',
      'eed',
      'pping',
      'lled',
      'e',
      'us',
      'es',
    );
    const beginning = fc.string({ unit: fc.constantFrom(...'aeiybdglnpst'), minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(beginning, ending, (begins, ends) => {
        for (const { other, hash } of visited(begins + ends)) {
          if (hash !== hashWord(stem(other))) throw new Error(`${other} has another hash.`);
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });
});
