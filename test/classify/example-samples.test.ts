import { describe, expect, it } from 'vitest';
import { readBag } from '../../src/classify/bag.ts';
import { type Example, readSamples } from '../../src/classify/example-samples.ts';
import { hashWord } from '../../src/classify/words.ts';

const example = (route: number, text: string, scores: readonly number[]): Example => ({
  route,
  bag: readBag(text),
  spoken: { topics: [], weights: [], domains: [], domainWeights: [] },
  scores: Float64Array.from(scores),
});

/** Of 60 routes the later ones score higher, but for two that score alike. */
const SCORES = Array.from({ length: 60 }, (_, route) => (route === 30 ? 31 : route));

describe('samples', () => {
  it('tell an example apart from all routes where those are few', () => {
    const { rivals, scores } = readSamples([example(1, 'parcel', [3, 5, 4])], 3, 100);
    expect(rivals).toEqual([0, 1, 2]);
    expect(scores).toEqual([3, 5, 4]);
  });

  it('of many routes, from the 40 best, best first, the earlier one first where two are alike', () => {
    const { rivals, scores, rivalCount } = readSamples([example(50, 'parcel', SCORES)], 60, 100);
    const best = Array.from({ length: 60 }, (_, at) => 59 - at).sort(
      (a, b) => (SCORES[b] ?? 0) - (SCORES[a] ?? 0) || a - b,
    );
    expect(rivalCount).toBe(40);
    expect(rivals).toEqual(best.slice(0, 40));
    expect(scores).toEqual(rivals.map((rival) => SCORES[rival]));
  });

  it('and from its own route, however weak', () => {
    const { rivals, scores } = readSamples([example(2, 'parcel', SCORES)], 60, 100);
    expect(rivals.at(-1)).toBe(2);
    expect(scores.at(-1)).toBe(2);
  });

  it('read scores at once: the array may be overwritten for the next example', () => {
    const shared = Float64Array.of(1, 2);
    function* examples() {
      for (const [route, score] of [7, 8].entries())
        yield { ...example(route, 'parcel', []), scores: shared.fill(score) };
    }
    expect(readSamples(examples(), 2, 100).scores).toEqual([7, 7, 8, 8]);
  });

  it('keep the features that most examples have where memory would not hold all', () => {
    const rows = ['refund parcel', 'refund card', 'refund parcel late'].map((text) => example(0, text, [0]));
    const { places, mentions, starts, features } = readSamples(rows, 1, 2);
    expect([places.find(hashWord('refund')), places.find(hashWord('parcel'))]).toEqual([0, 1]);
    expect(places.find(hashWord('card'))).toBe(-1);
    expect([...mentions]).toEqual([3, 2]);
    expect(starts).toEqual([0, 2, 3, 5]);
    expect(features).toEqual([0, 1, 0, 0, 1]);
  });
});
