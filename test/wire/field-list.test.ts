import { expect, it } from 'vitest';
import { fieldList } from '../../src/wire/field-list.ts';

it.each([
  [[], ''],
  [['top_k', 'tools.parameters.$ref'], 'top_k, tools.parameters.$ref'],
  [['a b', 'c,d', 'e\r\nx-evil: 1', 'f☃', '\ud800'], 'a%20b, c%2Cd, e%0D%0Ax-evil:%201, f%E2%98%83, %EF%BF%BD'],
])('%j is a header', (names, list) => {
  expect(fieldList(names)).toBe(list);
  expect(() => new Headers({ dropped: list })).not.toThrow();
});

it('a list that is too long is cut between two names', () => {
  const list = fieldList(Array.from({ length: 500 }, (_, at) => `field_${at}`));
  expect(list.length).toBeLessThanOrEqual(2005);
  expect(list).toMatch(/^field_0, .*, field_\d+, \.\.\.$/);
  expect(fieldList(['x'.repeat(9000)]).length).toBeLessThanOrEqual(2005);
});
