import { describe, expect, it } from 'vitest';
import { merged } from '../../../../src/provider/google/schema/merge.ts';

type Json = Readonly<Record<string, unknown>>;

describe('two schemas as one ask for what both ask for', () => {
  const cases: readonly [what: string, Json, Json, Json][] = [
    ['the stricter bounds', { minimum: 1, maximum: 9 }, { minimum: 2, maximum: 8 }, { minimum: 2, maximum: 8 }],
    ['the shorter texts', { maxLength: 5, minLength: 1 }, { maxLength: 3 }, { maxLength: 3, minLength: 1 }],
    ['integers of numbers', { type: 'number' }, { type: 'integer' }, { type: 'integer' }],
    ['integers among numbers', { type: 'integer' }, { type: 'number' }, { type: 'integer' }],
    ['common types', { type: ['string', 'null'] }, { type: ['null', 'string', 'array'] }, { type: ['string', 'null'] }],
    ['the one common type', { type: ['string', 'null'] }, { type: 'string' }, { type: 'string' }],
    ['common values', { enum: [1, 2, { a: 1 }] }, { enum: [{ a: 1 }, 2, 3] }, { enum: [2, { a: 1 }] }],
    ['nothing beyond', { additionalProperties: {} }, { additionalProperties: false }, { additionalProperties: false }],
    [
      'such beyond',
      { additionalProperties: true },
      { additionalProperties: { type: 'null' } },
      { additionalProperties: { type: 'null' } },
    ],
    ['the first words', { description: 'a' }, { description: 'b' }, { description: 'a' }],
    [
      'both of a property',
      { properties: { a: { type: 'string' }, b: {} } },
      { properties: { a: { minLength: 1 }, c: {} } },
      { properties: { a: { allOf: [{ type: 'string' }, { minLength: 1 }] }, b: {}, c: {} } },
    ],
    [
      'both of the items',
      { items: { type: 'string' } },
      { items: { minLength: 1 } },
      { items: { allOf: [{ type: 'string' }, { minLength: 1 }] } },
    ],
  ];
  for (const [what, left, right, one] of cases) {
    it(what, () => {
      let clashes = 0;
      expect(merged([left, right], () => clashes++)).toEqual(one);
      expect(clashes).toBe(0);
    });
  }

  it.each([
    [{ type: 'string' }, { type: 'number' }],
    [{ pattern: 'a' }, { pattern: 'b' }],
    [{ anyOf: [{}] }, { anyOf: [{ type: 'null' }] }],
  ])('%j and %j cannot be one: the first is kept, and somebody is told', (left, right) => {
    let clashes = 0;
    expect(merged([left, right], () => clashes++)).toEqual(left);
    expect(clashes).toBe(1);
  });
});
