import { expect, it } from 'vitest';
import { RetryBudget } from '../../src/provider/retry-budget.ts';
import { unixMs } from '../../src/unit.ts';

const at = (ms: number) => unixMs(1_000_000 + ms);

/** How many retries it grants at one moment, asked a thousand times. */
function granted(budget: RetryBudget, now: number, key = 'a'): number {
  let count = 0;
  for (let asked = 0; asked < 1000; asked++) if (budget.spend(key, at(now))) count++;
  return count;
}

it.each([
  ['a small allowance for one who was hardly asked', 0, 0, 10],
  ['no more than the allowance, however many first attempts there were', 5000, 0, 10],
  ['half a retry for each second that passes', 0, 6000, 3],
  ['no more than the allowance after an hour', 0, 3_600_000, 10],
])('grants %s', (_, firsts, later, most) => {
  const budget = new RetryBudget();
  if (later > 0) expect(granted(budget, 0)).toBe(10);
  for (let first = 0; first < firsts; first++) budget.earn('a', at(0));
  expect(granted(budget, later)).toBe(most);
});

it('grants one retry for every five first attempts while an outage lasts', () => {
  const budget = new RetryBudget();
  granted(budget, 0);
  let retries = 0;
  for (let request = 0; request < 1000; request++) {
    budget.earn('a', at(0));
    if (budget.spend('a', at(0))) retries++;
  }
  // 1000 times a fifth, but for what binary fractions lose.
  expect(retries).toBeGreaterThanOrEqual(199);
  expect(retries).toBeLessThanOrEqual(200);
});

it('lets no one spend what belongs to another', () => {
  const budget = new RetryBudget();
  granted(budget, 0, 'a');
  expect(granted(budget, 0, 'b')).toBe(10);
});

it('takes nothing from a clock that runs backwards', () => {
  const budget = new RetryBudget();
  granted(budget, 5000);
  expect(granted(budget, 0)).toBe(0);
});
