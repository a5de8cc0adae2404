import { decodeTime, isValid } from 'ulid';
import { expect, it } from 'vitest';
import { newDecisionId } from '../src/decision-id.ts';
import { unixMs } from '../src/unit.ts';

it('holds the moment it was made at, and chance for the rest', () => {
  const now = unixMs(1_790_000_000_123);
  const ids = Array.from({ length: 2000 }, () => newDecisionId(now));
  const ulids = ids.map((id) => id.slice('dec_'.length));
  for (const id of ulids) expect(isValid(id) && decodeTime(id) === now).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  // Each of its characters takes every value: 2,000 draws of one in 32 miss one of them by chance once in 10^25.
  for (let at = 10; at < 26; at++) expect(new Set(ulids.map((id) => id[at])).size).toBe(32);
});
