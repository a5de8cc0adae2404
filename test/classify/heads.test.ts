import { describe, expect, it } from 'vitest';
import { readBag } from '../../src/classify/bag.ts';
import { Head, type HeadRows } from '../../src/classify/heads.ts';
import { learned } from '../../src/classify/learned.ts';
import { packHeads, unpackHeads } from '../../src/classify/packed-heads.ts';
import { hashWord, stem } from '../../src/classify/words.ts';

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

  it('holds every head with its labels', () => {
    expect([...heads].map(([name, { labels }]) => [name, labels])).toEqual([
      ['colour', COLOUR.labels],
      ['size', SIZE.labels],
    ]);
  });

  it('gives back the weights it was made of, to a seventh of the largest of their feature', () => {
    const { hashes, starts, weights } = heads.get('colour')?.rows ?? COLOUR;
    expect([hashes, starts]).toEqual([COLOUR.hashes, COLOUR.starts]);
    expect(weights[0]).toBeCloseTo(2, 0.8);
    expect(weights[1]).toBeCloseTo(-1, 0.4);
    expect(weights[2]).toBeCloseTo(4, 0.4);
    expect(weights[3]).toBeCloseTo(0.01, 2);
  });

  it('tells hundreds of labels apart', () => {
    const { labelOf, weights } = heads.get('size')?.rows ?? COLOUR;
    expect([...labelOf]).toEqual([255, 899]);
    expect(weights[0]).toBeCloseTo(0.5, 1);
    expect(weights[1]).toBeCloseTo(-0.25, 1);
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
  const said = (known: string, text: string) => new Head(rowOf(known)).scores(readBag(text))[1] ?? 0;

  it.each(['reciept', 'recept', 'receeipt', 'recript', 'receipt'])('is read as one a letter away: %s', (text) => {
    expect(said('receipt', text)).toBe(1);
  });

  it.each(['deceipt', 'rcpt', 'receiving', 'receptionist'])('is not guessed at further: %s', (text) => {
    expect(said('receipt', text)).toBe(0);
  });

  it('is not guessed at when it is short', () => expect(said('car', 'cat')).toBe(0));
});

describe('what was learned', () => {
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
