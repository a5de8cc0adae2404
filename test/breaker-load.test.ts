import { describe, expect, it } from 'vitest';
import { type Attempt, Breaker } from '../src/breaker.ts';
import { milliseconds, unixMs } from '../src/unit.ts';
import { seededRandom } from './support/random.ts';

/** Of a thousand requests a second, of which so many fail, the share that is diverted, over five minutes. */
function diverted(failing: number): number {
  const { next: random } = seededRandom(7);
  const breaker = new Breaker(random, milliseconds(600_000));
  let count = 0;
  const flying: { readonly attempt: Attempt; readonly until: number; readonly fails: boolean }[] = [];
  // Some ten requests are under way at any time.
  const requests = 300_000;
  for (let now = 0; now < requests; now++) {
    for (let index = flying.length - 1; index >= 0; index--) {
      const one = flying[index];
      if (one === undefined || one.until > now) continue;
      flying.splice(index, 1);
      if (one.fails) breaker.failed(one.attempt, unixMs(now));
      else breaker.succeeded(one.attempt, unixMs(now));
    }
    const admitted = breaker.admit('a', unixMs(now));
    if (typeof admitted !== 'string')
      flying.push({ attempt: admitted, until: now + 20 * random(), fails: random() < failing });
    else count++;
  }
  return count / requests;
}

describe('at a thousand requests a second', () => {
  it.each([
    [0.005, 0, 0.005],
    [0.02, 0, 0.02],
    [0.1, 0, 0.05],
    [0.3, 0, 0.15],
    [0.7, 0.7, 1],
    [1, 0.999, 1],
  ])('of one that fails %d of the time between %d and %d are diverted', (failing, least, most) => {
    const share = diverted(failing);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });
});
