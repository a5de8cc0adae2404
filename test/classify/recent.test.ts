import { expect, it } from 'vitest';
import { Recent } from '../../src/classify/recent.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';

const at = unixMs;
const remember = () => new Recent<string>({ weight: 10, ageMs: milliseconds(100) });

it('remembers a value until it is too old', () => {
  const recent = remember();
  recent.put('a', 'A', 1, at(0));
  expect([recent.get('a', at(99)), recent.get('a', at(100)), recent.get('a', at(0))]).toEqual([
    'A',
    undefined,
    undefined,
  ]);
});

it('forgets what was used longest ago when it is full', () => {
  const recent = remember();
  recent.put('a', 'A', 5, at(0));
  recent.put('b', 'B', 5, at(0));
  recent.get('a', at(1));
  recent.put('c', 'C', 1, at(2));
  expect(['a', 'b', 'c'].map((key) => recent.get(key, at(3)))).toEqual(['A', undefined, 'C']);
});

it('counts a value that is put again once', () => {
  const recent = remember();
  for (let round = 0; round < 5; round++) recent.put('a', `A${round}`, 5, at(round));
  recent.put('b', 'B', 5, at(9));
  expect([recent.get('a', at(10)), recent.get('b', at(10))]).toEqual(['A4', 'B']);
});

it('keeps nothing that is heavier than all it may hold, and drops what stood there', () => {
  const recent = remember();
  recent.put('a', 'A', 1, at(0));
  recent.put('a', 'A2', 11, at(0));
  expect(recent.get('a', at(1))).toBeUndefined();
});
