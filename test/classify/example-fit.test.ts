import { describe, expect, it } from 'vitest';
import { readBag } from '../../src/classify/bag.ts';
import { fitExamples } from '../../src/classify/example-fit.ts';
import type { Example } from '../../src/classify/example-samples.ts';

const NO_TOPICS = { topics: [], weights: [], domains: [], domainWeights: [] };

const example = (route: number, text: string, scores: readonly number[]): Example => ({
  route,
  bag: readBag(text),
  spoken: NO_TOPICS,
  scores: Float64Array.from(scores),
});

const EXAMPLES = [
  example(0, 'where is my parcel', [0, 0, 0]),
  example(0, 'has my parcel left yet', [0, 0, 0]),
  example(1, 'i want my money back', [0, 0, 0]),
  example(1, 'send the money back to my card', [0, 0, 0]),
];

const said = (text: string, examples = EXAMPLES, times = 1): Float64Array => {
  const scores = new Float64Array(3);
  fitExamples(examples, 3).addTo(scores, readBag(text), NO_TOPICS, times);
  return scores;
};

describe('a fit of examples', () => {
  it('speaks for the route whose examples use the words', () => {
    const [parcel = 0, money = 0, other = 0] = said('parcel');
    expect(parcel).toBeGreaterThan(money);
    expect(parcel).toBeGreaterThan(other);
    expect(said('money back').indexOf(Math.max(...said('money back')))).toBe(1);
  });

  it('says nothing of words that no example has', () => {
    expect([...said('weather tomorrow')]).toEqual([0, 0, 0]);
  });

  it('learns little where descriptions were sure already', () => {
    const sure = EXAMPLES.map((each) => ({
      ...each,
      scores: each.scores.map((_, at) => (at === each.route ? 20 : 0)),
    }));
    expect(Math.abs(said('parcel', sure)[0] ?? 0)).toBeLessThan(0.001);
  });

  it('is weighed by the caller', () => {
    const [once = 0] = said('parcel');
    expect(said('parcel', EXAMPLES, 3)[0]).toBeCloseTo(3 * once, 9);
  });

  it('is the same each time', () => expect(said('my parcel')).toEqual(said('my parcel')));

  it('tells topics apart as it does words', () => {
    const spoken = (topic: number) => ({ topics: [topic], weights: [1], domains: [], domainWeights: [] });
    const fit = fitExamples(
      [
        { ...example(0, '', [0, 0, 0]), spoken: spoken(7) },
        { ...example(1, '', [0, 0, 0]), spoken: spoken(8) },
      ],
      3,
    );
    const scores = new Float64Array(3);
    fit.addTo(scores, readBag(''), spoken(8), 1);
    expect(scores[1]).toBeGreaterThan(scores[0] ?? 0);
  });
});
