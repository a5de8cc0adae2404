import { describe, expect, it } from 'vitest';
import { readFeatures } from '../../src/classify/features.ts';
import { packHeads, type TrainedHead, unpackHeads, vectorOf } from '../../src/classify/heads.ts';
import { learned } from '../../src/classify/learned.ts';

const HEADS: readonly TrainedHead[] = [
  {
    name: 'colour',
    labels: ['red', 'blue', 'green'],
    hashes: Int32Array.of(3, 70, 1 << 29),
    rows: [
      [[0, 2]],
      [
        [1, -1],
        [2, 4],
      ],
      [],
    ],
  },
  { name: 'size', labels: ['small', 'large'], hashes: Int32Array.of(5), rows: [[[1, 0.5]]] },
];

describe('an artefact', () => {
  const heads = unpackHeads(packHeads(HEADS));

  it('holds every head with its labels', () => {
    expect([...heads].map(([name, { labels }]) => [name, labels])).toEqual([
      ['colour', ['red', 'blue', 'green']],
      ['size', ['small', 'large']],
    ]);
  });

  it('gives back the weights it was made of, to a hundredth of the largest', () => {
    const logits = (vector: [number, number][]) => {
      const [red = 0, blue = 0, green = 0] = heads.get('colour')?.read(new Map(vector), 1) ?? [];
      return [Math.log(red / blue), Math.log(green / blue)];
    };
    expect(logits([[3, 1]])[0]).toBeCloseTo(2, 1);
    expect(logits([[70, 0.5]])[1]).toBeCloseTo(2.5, 1);
    expect(logits([[1 << 29, 1]])).toEqual([0, 0]);
    expect(logits([[4, 1]])).toEqual([0, 0]);
  });
});

describe('what was learned', () => {
  const topOf = (name: 'topics' | 'domains' | 'actions' | 'followup', text: string) => {
    const head = learned(name);
    const read = head.read(vectorOf(readFeatures(text)), 1);
    return head.labels[read.indexOf(Math.max(...read))];
  };

  it.each([
    ['how much money is left in my checking account', 'banking'],
    ['my sourdough did not rise, what went wrong', 'food'],
    ['the borrow checker rejects my closure', 'coding'],
    ['我的航班会延误吗', 'travel'],
    ['is it normal that my cat sleeps all day', 'pets'],
    ['which lemma do I need to prove this converges', 'mathematics'],
  ])('%s is of the domain %s', (text, domain) => expect(topOf('domains', text)).toBe(domain));

  it.each([
    ['translate this into Italian', 'translate'],
    ['why does my loop never end, please fix it', 'debug'],
    ['sum up this report in three bullets', 'summarize'],
  ])('%s asks to %s', (text, action) => expect(topOf('actions', text)).toBe(action));

  it.each([
    ['and a cheaper one?', 'followup'],
    ['book a table for four at an italian place tonight', 'standalone'],
  ])('%s is a %s', (text, kind) => expect(topOf('followup', text)).toBe(kind));
});
