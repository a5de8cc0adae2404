import { expect, it } from 'vitest';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { local, smallDocument, tenantId } from './document.ts';

const read = (hedge: unknown) =>
  readPolicy(
    { ...smallDocument('small'), ...(hedge === undefined ? {} : { hedge }) },
    { ...local, tenant: tenantId('small') },
  );

it.each([
  [undefined, null],
  [false, null],
  [true, { maxInputTokens: 2000 }],
  [{}, { maxInputTokens: 2000 }],
  [{ maxInputTokens: 500 }, { maxInputTokens: 500 }],
])('hedging, written as %j, is %j', (hedge, is) => {
  expect(read(hedge)).toMatchObject({ ok: true, policy: { hedge: is } });
});

it.each([['yes'], [{ maxInputTokens: 0 }], [{ maxTokens: 5 }]])('hedging cannot be %j', (hedge) => {
  const answer = read(hedge);
  expect(answer.ok ? [] : answer.problems.map(({ path }) => path.split('.')[0])).toEqual(['hedge']);
});
