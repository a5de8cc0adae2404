import { runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { Standing } from '../../src/learn/standing.ts';
import { userHash } from '../../src/learn/user-hash.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { later, MINUTE, stopClock } from '../quota/account-object.ts';
import { FAST, givenLearner, lesson, lessons } from './learning.ts';

stopClock();

type Given = ReturnType<typeof givenLearner>;

const row = ({ stub }: Given, sql: string) => runInDurableObject(stub, (_, { storage }) => storage.sql.exec(sql).one());

async function learned(given: Given, all: Parameters<Given['teach']>[0]): Promise<void> {
  await given.teach(all);
  later(5 * MINUTE);
  await given.ring();
}

it('a user who is forgotten takes their weight along, and nothing of how fast models are', async () => {
  const given = givenLearner();
  await given.stub.observe(given.tenant, [{ arm: FAST, count: 9, failed: 0, timed: 9, firstContentMs: 4500 }]);
  await learned(
    given,
    lessons(20, (n) => ({ user: n < 8 ? 'user:ann' : 'user:bob' })),
  );
  await given.stub.forget('user:bob');
  const standing: Standing = JSON.parse(String((await row(given, 'SELECT json FROM standing'))['json']));
  expect(standing.raters.weight).toBeCloseTo(8, 6);
  const fast = (await given.report()).arms.find(({ arm }) => arm === FAST);
  expect(fast).toMatchObject({ latencyMs: expect.closeTo(500, 0) });
  expect(fast?.evidence).toBeCloseTo(8, 0);
});

it('what is put right counts as much as when it was first said, and from then', async () => {
  const given = givenLearner();
  const { features } = lesson('same');
  await learned(given, [lesson('a', { features }), lesson('b', { features })]);
  const before = await row(
    given,
    `SELECT taught ->> '$.trust' AS trust, taught_at FROM lesson WHERE decision = 'dec_b'`,
  );
  expect(before['trust']).toBe(0.25);
  await learned(given, [lesson('b', { features, seq: 2, feedback: { correct: false } })]);
  expect(
    await row(
      given,
      `SELECT taught ->> '$.trust' AS trust, taught_at FROM lesson WHERE decision = 'dec_b' AND seq = 2 AND held = 0`,
    ),
  ).toEqual(before);
});

it('a user is another hash in each tenant, and whether a key spoke is told', async () => {
  const [a, b] = ['a' as TenantId, 'b' as TenantId];
  expect(await userHash(a, 'user:ann')).toBe(await userHash(a, 'user:ann'));
  expect(await userHash(a, 'user:ann')).not.toBe(await userHash(b, 'user:ann'));
  expect(await userHash(a, 'user:key:ann')).toMatch(/^user:[0-9a-f]{32}$/);
  expect(await userHash(a, 'key:k1')).toMatch(/^key:[0-9a-f]{32}$/);
});
