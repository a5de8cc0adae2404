import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { Pool } from '../../src/quota/lending.ts';
import { milliseconds, tokens } from '../../src/unit.ts';
import { DAY, later, MINUTE, newAccount, stands, stopClock } from './account-object.ts';
import { charge, FROM_INSTANT, limit, release, request } from './request.ts';

stopClock();

const LIMITS = [
  limit('1d-all', { max: 9 }),
  limit('1d-tokens', { of: 'tokens', max: 1_000_000 }),
  limit('1d-cost', { of: 'cost', max: 1_000_000 }),
];
const month = limit('month', { of: 'cost', max: 1_000_000, perMs: milliseconds(30 * DAY) });

type Stub = ReturnType<typeof newAccount>;

const measured = charge('dec_one', { input: 90, output: 60, cost: 210 });
const seenOf = charge('dec_one', { input: 100, output: 7, cost: 114 });
if (seenOf.kind === 'charge') Object.assign(seenOf.usage, { estimated: true, reasoning: tokens(0) });

/** What each of the four that can end a request tells its account. */
const FOUR = {
  'the end': (account: Stub) => account.settle('dec_one', measured),
  // What was seen of it is charged.
  'a cancelled body': (account: Stub) => account.settle('dec_one', seenOf),
  // Before anybody was called.
  'request.signal': (account: Stub) => account.settle('dec_one', release('dec_one')),
  'the alarm of the lease': async (account: Stub) => {
    later(MINUTE);
    return runDurableObjectAlarm(account);
  },
};

const ALONE = {
  'the end': [1, 150, 210],
  'a cancelled body': [1, 107, 114],
  'request.signal': [0, 0, 0],
  // What was held: 100 tokens read and 1000 written, at 1 and 2 micro-dollars.
  'the alarm of the lease': [1, 1100, 2100],
};

const names = ['the end', 'a cancelled body', 'request.signal', 'the alarm of the lease'] as const;
const pairs = names.flatMap((first) => names.map((second) => [first, second] as const));

it.each(pairs)('%s settles, and %s after it changes nothing', async (first, second) => {
  const account = newAccount();
  const pool: Pool = { tenant: `${first} ${second}`, key: 'budget', max: month.max, perMs: month.perMs };
  const everything = async () => ({
    limits: await account.usage(LIMITS),
    decisions: await account.decisions(9),
    slice: (await account.slices(['budget']))[0],
    // The conversation, and the share of thinking.
    next: await account.peek(request({ proposal: { id: 'dec_next' }, limits: LIMITS, thinkingPer100: 1 })),
  });
  await account.admitPooled(
    request({
      proposal: { rungs: FROM_INSTANT },
      ...{ limits: LIMITS, pooled: [{ limit: month, pool, scope: 'tenant' }], output: 1000, holdMs: MINUTE },
    }),
  );
  await FOUR[first](account);
  const settled = await everything();
  const used = ALONE[first];
  expect(settled.limits.map(stands)).toEqual(LIMITS.map(({ id }, at) => `${id}: ${used[at]} used, 0 held`));
  expect(settled.slice).toMatchObject({ held: 0, spent: used[2] });
  await evictDurableObject(account);
  await FOUR[second](account);
  const after = await everything();
  // An alarm gives back what lies idle of a slice; what was spent of it stays.
  expect(after.slice).toMatchObject({ held: 0, spent: used[2] });
  expect({ ...after, slice: null }).toEqual({ ...settled, slice: null });
});
