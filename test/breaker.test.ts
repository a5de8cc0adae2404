import { expect, it } from 'vitest';
import { Breaker, MAX_FAILURES, OPEN_MS } from '../src/breaker.ts';
import { unixMs } from '../src/unit.ts';

const at = (ms: number) => unixMs(1_000_000 + ms);

function opened(): Breaker {
  const breaker = new Breaker();
  for (let count = 0; count < MAX_FAILURES; count++) breaker.failed('a', at(0));
  return breaker;
}

it('lets everyone through until so many failures came in a row', () => {
  const breaker = new Breaker();
  for (let count = 0; count < MAX_FAILURES; count++) {
    expect(breaker.admit('a', at(0))).toBeNull();
    breaker.failed('a', at(0));
  }
  expect(breaker.admit('a', at(0))).toBe('It failed 3 times in a row and is not asked again for 30000 ms.');
});

it('counts anew after a success', () => {
  const breaker = new Breaker();
  for (let count = 1; count < MAX_FAILURES; count++) breaker.failed('a', at(0));
  breaker.succeeded('a');
  for (let count = 1; count < MAX_FAILURES; count++) breaker.failed('a', at(0));
  expect(breaker.admit('a', at(0))).toBeNull();
});

it('keeps the failures of one from costing another', () => {
  expect(opened().admit('b', at(0))).toBeNull();
});

it('lets one probe through after the wait, and no second', () => {
  const breaker = opened();
  expect(breaker.admit('a', at(OPEN_MS - 1))).not.toBeNull();
  expect(breaker.admit('a', at(OPEN_MS))).toBeNull();
  expect(breaker.admit('a', at(OPEN_MS))).not.toBeNull();
});

it('closes when the probe succeeds', () => {
  const breaker = opened();
  breaker.admit('a', at(OPEN_MS));
  breaker.succeeded('a');
  expect([breaker.admit('a', at(OPEN_MS)), breaker.admit('a', at(OPEN_MS))]).toEqual([null, null]);
});

it('waits anew when the probe fails', () => {
  const breaker = opened();
  breaker.admit('a', at(OPEN_MS));
  breaker.failed('a', at(OPEN_MS + 100));
  expect(breaker.admit('a', at(2 * OPEN_MS + 99))).not.toBeNull();
  expect(breaker.admit('a', at(2 * OPEN_MS + 100))).toBeNull();
});

it('sends another probe when the first never reports', () => {
  const breaker = opened();
  breaker.admit('a', at(OPEN_MS));
  expect(breaker.admit('a', at(2 * OPEN_MS))).toBeNull();
});

it('is not asked before the moment it named, after one failure, and then by one', () => {
  const breaker = new Breaker();
  breaker.failed('a', at(0), at(45_000));
  expect(breaker.admit('a', at(1))).toBe('It failed and is not asked again for 44999 ms.');
  expect(breaker.admit('a', at(44_999))).not.toBeNull();
  expect(breaker.admit('a', at(45_000))).toBeNull();
  expect(breaker.admit('a', at(45_000))).not.toBeNull();
});

it('stays open for as long as it asked, should that be longer than its own wait', () => {
  const breaker = opened();
  breaker.failed('a', at(0), at(OPEN_MS + 5000));
  breaker.failed('a', at(1));
  expect(breaker.admit('a', at(OPEN_MS + 4999))).not.toBeNull();
  expect(breaker.admit('a', at(OPEN_MS + 5000))).toBeNull();
});

it('does not believe that it must be left alone for a year', () => {
  const breaker = new Breaker();
  breaker.failed('a', at(0), at(365 * 86_400_000));
  expect(breaker.admit('a', at(600_000))).toBeNull();
});

it('forgets the one that failed longest ago when it has too many to remember', () => {
  const breaker = opened();
  for (let other = 0; other < 1000; other++) breaker.failed(`other ${other}`, at(1));
  expect(breaker.admit('a', at(1))).toBeNull();
});
