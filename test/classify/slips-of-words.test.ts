import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitSlips } from '../../src/classify/slips-of-words.ts';
import { hashWord, stem } from '../../src/classify/words.ts';

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
  visitSlips(word, (hash, letters, length) => {
    found.push({ other: String.fromCharCode(...letters.subarray(0, length)), hash });
  });
  return found;
}

describe('the slips of a word', () => {
  it('are letters swapped, dropped, added and mistaken, in this order', () => {
    for (const word of ['ab', 'transfer']) expect(visited(word).map(({ other }) => other)).toEqual(othersOf(word));
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
