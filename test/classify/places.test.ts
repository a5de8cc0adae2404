import { describe, expect, it } from 'vitest';
import { Places } from '../../src/classify/places.ts';
import { Sums } from '../../src/classify/sums.ts';

/** Negative ones too, and many that differ in their high bits alone. */
const KEYS = Array.from({ length: 5000 }, (_, at) => (at % 3 === 0 ? -at - 1 : at << 12));

describe('places', () => {
  it('number keys in the order in which they come, and know them again', () => {
    const places = new Places();
    expect(KEYS.map((key) => places.take(key))).toEqual(KEYS.map((_, at) => at));
    expect(KEYS.map((key) => places.find(key))).toEqual(KEYS.map((_, at) => at));
    expect(KEYS.map((key) => places.take(key))).toEqual(KEYS.map((_, at) => at));
    expect(places.size).toBe(KEYS.length);
    expect(places.find(7)).toBe(-1);
  });

  it.each([3, 5000])('forget all of %i keys', (count) => {
    const places = new Places();
    for (const key of KEYS.slice(0, count)) places.take(key);
    places.clear();
    expect(places.size).toBe(0);
    expect(KEYS.some((key) => places.find(key) !== -1)).toBe(false);
    expect(places.take(42)).toBe(0);
  });
});

describe('sums', () => {
  it('add up by key, one set of places after another', () => {
    const places = new Places();
    const first = new Sums(places);
    expect([first.add(9, 1), first.add(-2, 0.5), first.add(9, 2)]).toEqual([true, true, false]);
    const second = new Sums(places);
    second.add(-2, 4);
    expect(first).toMatchObject({ keys: [9, -2], sums: [3, 0.5] });
    expect(second).toMatchObject({ keys: [-2], sums: [4] });
  });
});
