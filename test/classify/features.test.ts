import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newHearing, readRequest, readSignals } from '../../src/classify/signals.ts';
import { inputsOf } from '../../src/learn/inputs.ts';
import { askOf } from '../support/ask.ts';

const TEXT_PLACES = 1024;
const placesOf = (text: string) => {
  const { features } = readRequest(askOf(text));
  const { places, amounts } = inputsOf({ route: 'general', features }).effort;
  return places.map((place, at) => [place, amounts[at] ?? 0] as const).filter(([place]) => place < TEXT_PLACES);
};

describe('features', () => {
  it('come with the very signals that are read without them', () => {
    for (const text of ['', 'Prove that the square root of 2 is irrational.', '今天天气怎么样', 'word '.repeat(2000)]) {
      expect(readRequest(askOf(text)).signals).toEqual(readSignals(askOf(text)));
    }
  });

  it('hold at most 128 places, each once, and none of an empty request', () => {
    const long = Array.from({ length: 400 }, (_, at) => `${at.toString(36)}x`).join(' ');
    for (const text of ['hello', long, 'Explain the second law of thermodynamics to a child.']) {
      const { features } = readRequest(askOf(text));
      expect(features.text).toMatch(/^([A-Za-z0-9+/]{4}){1,128}$/);
      const places = placesOf(text).map(([place]) => place);
      expect(new Set(places).size).toBe(places.length);
      expect(JSON.stringify(features)).not.toContain('thermo');
    }
    expect(readRequest(askOf('')).features.domains.length).toBeLessThanOrEqual(4);
  });

  it('stand with the strongest first, each place once', () => {
    const word = fc.constantFrom(
      ...'the sort list python recipe chocolate cake please how why mortgage 日本語 a'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
        const { text } = readRequest(askOf(words.join(' '))).features;
        const bytes = Buffer.from(text, 'base64');
        const written = Array.from({ length: bytes.length / 3 }, (_, at) => {
          const bits = bytes.readUIntBE(3 * at, 3);
          return { place: bits >>> 14, amount: Math.abs((bits & 0x3fff) - 8192) };
        });
        const amounts = written.map(({ amount }) => amount);
        expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
        expect(new Set(written.map(({ place }) => place)).size).toBe(written.length);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('are alike for like words: their places are the same, their amounts within 1', () => {
    const [one, two] = [placesOf('sort a list in python'), placesOf('please sort a list in python')];
    const shared = one.filter(([place]) => two.some(([other]) => other === place));
    expect(shared.length).toBeGreaterThan(one.length / 2);
    expect(one.every(([, amount]) => amount !== 0 && Math.abs(amount) <= 1)).toBe(true);
    expect(placesOf('sort a list in python')).toEqual(one);
  });
});

describe('what was heard of late', () => {
  const TEXTS = ['Prove the theorem.', 'write a poem about the sea', '', 'think hard: fix this bug'];

  it('says the same again, whatever came in between and beside it', () => {
    const hearing = newHearing();
    for (let round = 0; round < 3; round++) {
      for (const text of TEXTS) expect(readRequest(askOf(text), hearing)).toEqual(readRequest(askOf(text)));
    }
  });

  it('is of the words alone: what is beside them is read anew', () => {
    const hearing = newHearing();
    readRequest(askOf('look at this'), hearing);
    const beside = {
      ...askOf('look at this'),
      needs: ['tools' as const],
      modality: ['text' as const, 'file' as const],
    };
    expect(readRequest(beside, hearing)).toEqual(readRequest(beside));
  });
});
