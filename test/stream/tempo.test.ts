import { expect, it } from 'vitest';
import { LOOK_MS, Tempo } from '../../src/stream/tempo.ts';

function fastAt(times: readonly number[]): readonly boolean[] {
  const tempo = new Tempo();
  return times.map((now) => tempo.read(now));
}

it('a stream is fast once it has come three times within the time between two looks', () => {
  expect(fastAt([0, LOOK_MS / 2, LOOK_MS])).toEqual([false, false, true]);
  expect(fastAt([0, 0, 0])).toEqual([false, false, true]);
});

it('a slow one is not, though an event of it may come in two pieces; it may turn fast, and slow again', () => {
  expect(fastAt([0, 1000, 1001, 2000, 2001, 3000])).toEqual(Array(6).fill(false));
  expect(fastAt([0, 1000, 1100, 1200, 1300, 2000])).toEqual([false, false, false, true, true, false]);
});
