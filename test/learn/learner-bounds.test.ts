/** What a learner holds does not grow with what it is told, nor with how often. */

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { believed } from '../../src/learn/believed.ts';
import { unpack } from '../../src/learn/packed.ts';
import { beliefsVersionName } from '../../src/learn/snapshot.ts';
import { HOUR, later, MINUTE, SECOND, stopClock } from '../quota/account-object.ts';
import { FAST, givenLearner, lesson, lessons } from './learning.ts';

stopClock();

const count = ({ stub }: ReturnType<typeof givenLearner>, what: string): Promise<number> =>
  runInDurableObject(stub, (_, { storage }) =>
    Number(storage.sql.exec(`SELECT COUNT(*) AS count FROM ${what}`).one()['count']),
  );

describe('versions that never had effect', () => {
  it('lose their content with the next batch', async () => {
    const given = givenLearner();
    for (let batch = 0; batch < 4; batch++) {
      await given.teach([lesson(batch)]);
      later(5 * MINUTE);
      await given.ring();
    }
    expect(await count(given, 'version')).toBe(4);
    expect(await count(given, 'version WHERE packed IS NOT NULL')).toBe(1);
    expect((await given.report()).versions.map(({ isKept }) => isKept)).toEqual([true, false, false, false]);
  });

  it('are told of for two hundred versions', async () => {
    const given = givenLearner();
    await given.teach([lesson('first')]);
    later(5 * MINUTE);
    await given.ring();
    await runInDurableObject(given.stub, (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
         INSERT INTO version SELECT n, 0, 'shadow', '', NULL, NULL, 0, NULL, 0, 0 FROM n`,
      );
      storage.sql.exec(`UPDATE standing SET json = json_set(json, '$.top', 300)`);
    });
    await given.teach([lesson('next')]);
    later(5 * MINUTE);
    await given.ring();
    // The first is still the newest when the next is made, and has no content after it.
    expect(await count(given, 'version')).toBe(200);
    expect((await given.report()).newest).toBe(301);
  });
});

it('what stands says once that users were forgotten', async () => {
  const given = givenLearner();
  await given.teach(lessons(60, (n) => ({ user: `user:${n}` })));
  await given.ring();
  for (let n = 0; n < 5; n++) await given.stub.forget(`user:${n}`);
  expect((await given.report()).why).toBe('Nothing has been learned yet. A user was forgotten since.');
});

const learned = async (given: ReturnType<typeof givenLearner>, all: Parameters<(typeof given)['teach']>[0]) => {
  await given.teach(all);
  later(5 * MINUTE);
  await given.ring();
};

it('of those who rate, 10,000 are known: who rated longest ago makes room', async () => {
  const given = givenLearner();
  await learned(given, [lesson(1)]);
  await runInDurableObject(given.stub, (_, { storage }) =>
    storage.sql.exec(
      `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)
       INSERT INTO rater SELECT 'user:' || n, state, n, 0 FROM rater, n`,
    ),
  );
  await learned(given, [lesson(2)]);
  expect(await count(given, 'rater')).toBe(10_000);
  expect(await count(given, `rater WHERE user = 'user:1'`)).toBe(0);
  expect(await count(given, `rater WHERE user = 'user:2'`)).toBe(1);
});

it('of versions that had effect KV has the last 20, and loses the others', async () => {
  const given = givenLearner();
  await learned(given, [lesson(1)]);
  for (let version = 2; version <= 25; version++)
    await env.POLICIES.put(beliefsVersionName(given.tenant, version), 'packed');
  await runInDurableObject(given.stub, (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < 25)
       INSERT INTO version SELECT n, 0, 'past', '', NULL, NULL, 0, 'packed', 0, 2 FROM n`,
    );
    storage.sql.exec(`UPDATE standing SET json = json_set(json, '$.top', 25)`);
  });
  await learned(given, [lesson(2)]);
  const { keys } = await env.POLICIES.list({ prefix: `beliefs:${given.tenant}@` });
  const names = Array.from({ length: 20 }, (_, at) => beliefsVersionName(given.tenant, 6 + at));
  expect(keys.map(({ name }) => name).sort()).toEqual(names.sort());
});

it('beliefs that an older release packed are made anew from the log', async () => {
  const [given, without] = [givenLearner(), givenLearner()];
  for (const each of [given, without]) await each.teach(lessons(50));
  for (const each of [given, without]) await each.ring();
  await runInDurableObject(given.stub, (_, { storage }) =>
    storage.sql.exec(`UPDATE version SET packed = '{"format":0}'`),
  );
  for (const each of [given, without]) await each.teach([lesson('next')]);
  later(5 * MINUTE);
  const rewards = [];
  for (const each of [given, without]) {
    await each.ring();
    const beliefs = unpack((await each.shown())?.newest.packed ?? '');
    if (beliefs === null) throw new Error('It cannot be read.');
    rewards.push(believed(beliefs, 2).expect(FAST, 'general', lesson(0).features).reward);
  }
  const [anew, kept] = rewards;
  expect(anew).toBeGreaterThan(0.8);
  expect(Math.abs(Number(anew) - Number(kept))).toBeLessThan(0.001);
});

it('what isolates saw of a model is summed, learned with a batch, or by itself once an hour', async () => {
  const given = givenLearner();
  const seen = { arm: FAST, count: 10, failed: 2, timed: 8, firstContentMs: 8000 };
  await given.stub.observe(given.tenant, [seen]);
  await given.stub.observe(given.tenant, [{ ...seen, failed: 0, timed: 10, firstContentMs: 28_000 }]);
  expect(await count(given, 'arm')).toBe(1);
  await learned(given, [lesson(1)]);
  const fast = async () => (await given.report()).arms.find(({ arm }) => arm === FAST);
  expect(await fast()).toMatchObject({ latencyMs: expect.closeTo(2000, -1) });
  expect((await fast())?.failure).toBeGreaterThan(0.05);
  expect((await fast())?.failure).toBeLessThan(0.15);
  expect(await count(given, 'arm')).toBe(0);
  await given.stub.observe(given.tenant, [seen]);
  later(HOUR - SECOND);
  await given.ring();
  expect((await given.report()).newest).toBe(1);
  later(SECOND);
  await given.ring();
  expect((await given.report()).newest).toBe(2);
  expect(await count(given, 'arm')).toBe(0);
});
