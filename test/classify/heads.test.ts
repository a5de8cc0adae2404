import { describe, expect, it } from 'vitest';
import { readBag } from '../../src/classify/bag.ts';
import type { HeadRows } from '../../src/classify/heads.ts';
import { learned } from '../../src/classify/learned.ts';
import { roomFor } from '../../src/classify/met-features.ts';
import { packHeads, unpackHeads } from '../../src/classify/packed-heads.ts';
import { hashWord, stem } from '../../src/classify/words.ts';
import { headOf } from '../support/head.ts';

const COLOUR: HeadRows = {
  name: 'colour',
  labels: ['red', 'blue', 'green'],
  hashes: Int32Array.of(3, 70, (1 << 30) - 1),
  starts: Int32Array.of(0, 1, 3, 4),
  labelOf: Uint16Array.of(0, 1, 2, 1),
  weights: Float32Array.of(2, -1, 4, 0.01),
};
const SIZE: HeadRows = {
  name: 'size',
  labels: Array.from({ length: 900 }, (_, label) => `size ${label}`),
  hashes: Int32Array.of(5),
  starts: Int32Array.of(0, 2),
  labelOf: Uint16Array.of(255, 899),
  weights: Float32Array.of(0.5, -0.25),
};

describe('an artefact', () => {
  const heads = unpackHeads(packHeads([COLOUR, SIZE]));

  /** What a head says of a hash, as labels and weights; of one that it does not know, nothing. */
  const weightsOf = (name: string, hash: number): [number, number][] => {
    const { labels, weights } = roomFor(8);
    const end = heads.get(name)?.rows.readInto(hash, { labels, weights }, 0) ?? 0;
    return Array.from({ length: end }, (_, at) => [labels[2 * at] ?? 0, weights[2 * at + 1] ?? 0]);
  };

  it('holds every head with its labels', () => {
    expect([...heads].map(([name, { labels }]) => [name, labels])).toEqual([
      ['colour', COLOUR.labels],
      ['size', SIZE.labels],
    ]);
  });

  it('gives back the weights it was made of, to a seventh of the largest of their feature', () => {
    const [one, two, three] = [...COLOUR.hashes].map((hash) => weightsOf('colour', hash));
    expect(one).toEqual([[0, expect.closeTo(2, 0.8)]]);
    expect(two).toEqual([
      [1, expect.closeTo(-1, 0.4)],
      [2, expect.closeTo(4, 0.4)],
    ]);
    expect(three).toEqual([[1, expect.closeTo(0.01, 2)]]);
  });

  it('tells hundreds of labels apart', () => {
    expect(weightsOf('size', 5)).toEqual([
      [255, expect.closeTo(0.5, 1)],
      [899, expect.closeTo(-0.25, 1)],
    ]);
  });

  it('finds every hash that it was made of, and no other', () => {
    let seed = 7;
    const next = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x3fffffff;
      return seed;
    };
    // Many with the same high bits, many far apart, and the neighbours of each.
    const hashes = [...new Set(Array.from({ length: 500 }, (_, at) => (at % 2 === 0 ? next() : next() & 0x3ff)))].sort(
      (a, b) => a - b,
    );
    const labelOf = new Uint16Array(hashes.length);
    const starts = Int32Array.from({ length: hashes.length + 1 }, (_, row) => row);
    const weights = Float32Array.from(hashes, (_, row) => 2 ** (row % 8));
    const packed = packHeads([{ ...COLOUR, hashes: Int32Array.from(hashes), starts, labelOf, weights }]);
    const rows = unpackHeads(packed).get('colour')?.rows;
    expect([...(rows?.hashes() ?? [])]).toEqual(hashes);
    const room = roomFor(1);
    const weightOf = (hash: number) => (rows?.readInto(hash, room, 0) === 0 ? null : room.weights[1]);
    for (const near of [-1, 0, 1]) {
      const expected = hashes.map((hash) => weights[hashes.indexOf(hash + near)] ?? null);
      expect(hashes.map((hash) => weightOf(hash + near))).toEqual(expected);
    }
    expect(weightOf((1 << 30) - 1)).toBe(null);
  });

  it('refuses more labels than the format can tell apart', () => {
    const labels = Array.from({ length: 1025 }, (_, label) => `${label}`);
    expect(() => packHeads([{ ...SIZE, labels }])).toThrow('more than 1024 labels');
  });
});

describe('a word that a head does not know', () => {
  const rowOf = (word: string) => ({
    name: 'one',
    labels: ['no', 'yes'],
    hashes: Int32Array.of(hashWord(stem(word))),
    starts: Int32Array.of(0, 1),
    labelOf: Uint16Array.of(1),
    weights: Float32Array.of(1),
  });
  const said = (known: string, text: string) => headOf(rowOf(known)).scores(readBag(text))[1] ?? 0;

  it.each(['reciept', 'recept', 'receeipt', 'recript', 'receipt'])('is read as one a letter away: %s', (text) => {
    expect(said('receipt', text)).toBe(1);
  });

  it.each(['deceipt', 'rcpt', 'receiving', 'receptionist'])('is not guessed at further: %s', (text) => {
    expect(said('receipt', text)).toBe(0);
  });

  it('is not guessed at when it is short', () => expect(said('car', 'cat')).toBe(0));
});

describe('what was learned', () => {
  it('is found alike by who looks often and by who looks for the first time', () => {
    const [head] = unpackHeads(packHeads([COLOUR])).values();
    const known = () => [3, 4, 70, 71, (1 << 30) - 1].map((hash) => head?.knows(hash));
    const first = known();
    expect(first).toEqual([true, false, true, false, true]);
    for (let time = 0; time < 5_000; time++) known();
    expect(known()).toEqual(first);
  });

  it('tells turns that lean on what came before from those that stand for themselves', () => {
    const head = learned('followup');
    const leans = (text: string) => head.probability(readBag(text), head.labels.indexOf('followup'), 1);
    const least = Math.min(...['and a cheaper one?', 'yes please', 'now in french', "this doesn't work"].map(leans));
    const most = Math.max(
      ...['book a table for four at an italian place tonight', 'what is the capital of Peru', 'weather in Oslo'].map(
        leans,
      ),
    );
    expect(least).toBeGreaterThan(most);
  });
});
