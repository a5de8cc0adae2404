import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIELDS } from '../../src/classify/difficulty-lists.ts';
import { FIELD_COUNT } from '../../src/classify/difficulty-words.ts';
import { LISTS } from '../../src/classify/list-sources.ts';
import { type Lists, listed } from '../../src/classify/lists.ts';
import { listsFile, packedLists } from '../../src/cli/lists.ts';

it('the shipped lists are those of the sources: run npm run lists', () => {
  expect(readFileSync(listsFile).equals(packedLists())).toBe(true);
});

it('a list comes back as it was packed', () => {
  for (const name of Object.keys(LISTS) as (keyof Lists)[]) expect(listed(name)).toEqual(LISTS[name]);
  expect(() => listed('none' as keyof Lists)).toThrow('There is no list "none": run npm run lists.');
});

it('a text is read for as many fields as there are', () => {
  expect(FIELD_COUNT).toBe(FIELDS.length);
});
