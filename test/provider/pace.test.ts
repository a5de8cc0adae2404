import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/provider/pace.ts';

const paceOf = (waits: readonly number[]): Pace => {
  const pace = new Pace();
  for (const ms of waits) pace.observe('a', ms);
  return pace;
};
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('how soon one usually begins', () => {
  it.each([
    ['is not known of nineteen answers', upTo(19), null],
    ['is the nineteenth of twenty', upTo(20), 19],
    ['is the ninety-fifth of a hundred', upTo(100), 95],
    ['forgets all but the last hundred', [...Array.from({ length: 500 }, () => 9000), ...upTo(100)], 95],
    ['is nothing below nought, should a clock run backwards', Array.from({ length: 20 }, () => -5), 0],
  ])('%s', (_, waits, usual) => {
    expect(paceOf(waits).usualMs('a')).toBe(usual);
    expect(paceOf(waits).usualMs('b')).toBeNull();
  });

  it('is a wait that was seen, with one in twenty of the last hundred above it at most, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 20, maxLength: 250 }), (waits) => {
        const usual = paceOf(waits).usualMs('a') ?? -1;
        const last = waits.slice(-100);
        expect(last).toContain(usual);
        expect(last.filter((ms) => ms > usual).length).toBeLessThanOrEqual(last.length / 20);
        expect(last.filter((ms) => ms >= usual).length).toBeGreaterThanOrEqual(Math.floor(last.length / 20));
      }),
    );
  });

  it('rises with waits that were given up, so that a model that slows down is not late for ever', () => {
    const pace = paceOf(upTo(100));
    for (let count = 0; count < 6; count++) pace.observe('a', 5000);
    expect(pace.usualMs('a')).toBe(5000);
  });

  it('is forgotten of the one that was heard of longest ago when there are too many to remember', () => {
    const pace = paceOf(upTo(100));
    for (let other = 0; other < 1000; other++) pace.observe(`other ${other}`, 1);
    expect(pace.usualMs('a')).toBeNull();
  });
});
