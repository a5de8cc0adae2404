import { expect, it } from 'vitest';
import { changedFields } from '../../../src/cli/evaluation/http/changed-fields.ts';

it('says in which fields two decisions differ, those that only one of them has included', () => {
  const before = { route: 'general', reason: 'learned', beliefs: { version: 7 } };
  const after = { route: 'general', reason: 'difficulty', degraded: null };
  expect(changedFields(JSON.stringify(before), JSON.stringify(after))).toBe(
    'reason: "learned" -> "difficulty"; beliefs: {"version":7} -> undefined; degraded: undefined -> null',
  );
});
