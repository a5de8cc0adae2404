import { expect, it } from 'vitest';
import { retryAfterSeconds } from '../../src/provider/retry-after.ts';

const DATE = 'Thu, 26 Nov 2026 01:00:00 GMT';

it.each([
  ['seconds', { 'retry-after': '7' }, 7],
  [
    'a moment, by the clock of the server that sent it',
    { 'retry-after': 'Thu, 26 Nov 2026 01:00:09 GMT', date: DATE },
    9,
  ],
  ['a moment that has passed', { 'retry-after': 'Thu, 26 Nov 2026 00:59:00 GMT', date: DATE }, 0],
  ['a moment without a clock to hold it against', { 'retry-after': 'Thu, 26 Nov 2026 01:00:09 GMT' }, null],
  ['milliseconds, which are finer', { 'retry-after-ms': '250', 'retry-after': '1' }, 0.25],
  ['less than nothing', { 'retry-after': '-3' }, 0],
  ['nonsense', { 'retry-after': 'soon' }, null],
  ['an empty value', { 'retry-after': '' }, null],
  ['nothing', {}, null],
])('reads %s', (_, headers, seconds) => {
  expect(retryAfterSeconds(new Headers(Object.entries(headers)))).toBe(seconds);
});
