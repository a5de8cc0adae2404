import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeatureVector } from '../../src/classify/feature-vector.ts';
import { HeadTable } from '../../src/classify/head-table.ts';
import type { Head, HeadRows } from '../../src/classify/heads.ts';
import { headOf as headOfRows } from '../support/head.ts';

type Rows = ReadonlyMap<number, readonly number[]>;

/** A head of three labels. Each feature has a weight for each of them, of which those of 0 are left out. */
function headOf(name: string, features: Rows): Head {
  const hashes = [...features.keys()].sort((a, b) => a - b);
  const starts = [0];
  const labelOf: number[] = [];
  const weights: number[] = [];
  for (const hash of hashes) {
    for (const [label, weight] of features.get(hash)?.entries() ?? []) {
      if (weight === 0) continue;
      labelOf.push(label);
      weights.push(weight);
    }
    starts.push(labelOf.length);
  }
  const rows: HeadRows = {
    ...{ name, labels: ['a', 'b', 'c'].map((label) => `${name} ${label}`), hashes: Int32Array.from(hashes) },
    ...{ starts: Int32Array.from(starts), labelOf: Uint16Array.from(labelOf), weights: Float32Array.from(weights) },
  };
  return headOfRows(rows);
}

const vectorOf = (features: readonly (readonly [number, number])[]): FeatureVector => {
  const vector = new FeatureVector();
  for (const [key, weight] of features) vector.add(key, weight);
  return vector;
};

describe('a table of heads', () => {
  const hash = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(1 << 22, (1 << 30) - 1));
  const rows = fc
    .array(fc.tuple(hash, fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 })), { maxLength: 30 })
    .map((all) => new Map(all));
  const features = fc.array(fc.tuple(hash, fc.integer({ min: -4, max: 4 })), { maxLength: 30 });

  it('scores each head as if it were alone', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 4 }), features, (all, said) => {
        const heads = all.map((each, at) => headOf(`head ${at}`, each));
        const reading = new HeadTable(heads).reading().add(vectorOf(said));
        for (const [at, head] of heads.entries()) {
          const expected = [0, 0, 0];
          for (const [key, weight] of said) {
            for (const [label, own] of all[at]?.get(key)?.entries() ?? [])
              expected[label] = (expected[label] ?? 0) + weight * own;
          }
          expect([...reading.scoresOf(head)].map((score) => score + 0)).toEqual(expected.map((score) => score + 0));
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('scores a text alike whatever it has met before, and however much', () => {
    const head = headOf('one', new Map(Array.from({ length: 500 }, (_, at) => [3 * at, [1, -2, at % 5]])));
    const vector = vectorOf(Array.from({ length: 40_000 }, (_, key) => [key, 1]));
    const table = new HeadTable([head]);
    const first = [...table.reading().add(vector).scoresOf(head)];
    expect(first).toEqual([500, -1000, 1000]);
    expect([...table.reading().add(vector).scoresOf(head)]).toEqual(first);
  });

  it('goes on from where a reading stopped', () => {
    const head = headOf(
      'one',
      new Map([
        [7, [1, 0, 0]],
        [9, [0, 2, 0]],
      ]),
    );
    const vector = vectorOf([[7, 1]]);
    const reading = new HeadTable([head]).reading().add(vector);
    vector.push(9, 3);
    expect([...reading.add(vector, 1).scoresOf(head)]).toEqual([1, 6, 0]);
  });

  it('makes probabilities of what was added, all alike where that is nothing', () => {
    const head = headOf('one', new Map([[7, [2, 0, 0]]]));
    const table = new HeadTable([head]);
    expect(table.reading().of(head)[0]).toBeCloseTo(1 / 3);
    const [a = 0, b = 0, c = 0] = table
      .reading()
      .add(vectorOf([[7, 1]]))
      .of(head);
    expect(Math.log(a / b)).toBeCloseTo(2);
    expect(a + b + c).toBeCloseTo(1);
  });

  it('knows nothing of other heads', () => {
    const [one, other] = [headOf('one', new Map()), headOf('other', new Map())];
    expect(() => new HeadTable([one]).reading().of(other)).toThrow('none of the table');
  });
});

describe('a vector of features', () => {
  it('keeps the order in which they came; what is added sums up, what is set replaces', () => {
    const vector = vectorOf([
      [5, 3],
      [2, 1],
      [5, 1],
    ]);
    vector.set(2, 4);
    expect([...vector.asMap()]).toEqual([
      [5, 4],
      [2, 4],
    ]);
  });

  it('is of length one once it is normalised, and stays empty where it is', () => {
    const [vector, empty] = [
      vectorOf([
        [1, 3],
        [2, 4],
      ]),
      vectorOf([]),
    ];
    vector.normalise();
    empty.normalise();
    expect([...vector.asMap()]).toEqual([
      [1, 0.6000000000000001],
      [2, 0.8],
    ]);
    expect(empty.weights).toEqual([]);
  });
});
