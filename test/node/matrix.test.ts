import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROVIDER_KINDS } from '../../src/tenant/policy.ts';
import { ROWS } from '../matrix/rows.ts';
import { readmeFile, withMatrix } from '../matrix/write.ts';

it('the README says what the tests of the table assert: `npm run matrix` writes it', () => {
  const readme = readFileSync(readmeFile, 'utf8');
  expect(readme).toBe(withMatrix(readme));
});

it('has a row for every kind of provider', () => {
  expect(new Set(ROWS.map(({ kind }) => kind))).toEqual(new Set(PROVIDER_KINDS));
});
