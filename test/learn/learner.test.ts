import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { believed } from '../../src/learn/believed.ts';
import { unpack } from '../../src/learn/packed.ts';
import type { PackedBeliefs } from '../../src/learn/snapshot.ts';
import { later, MINUTE, SECOND, START, stopClock } from '../quota/account-object.ts';
import { DEEP, FAST, givenLearner, lesson, lessons } from './learning.ts';

stopClock();

const rewardOf = ({ packed, version }: PackedBeliefs, arm = FAST): number => {
  const beliefs = unpack(packed ?? '');
  if (beliefs === null) throw new Error(`Version ${version} cannot be read.`);
  return believed(beliefs, version).expect(arm, 'general', lesson(0).features).reward;
};

describe('a lesson', () => {
  it('is kept before it is acknowledged, and waits for its batch', async () => {
    const { teach, stub, report, shown } = givenLearner();
    expect(await teach(lessons(3))).toEqual([0, 1, 2].map((n) => ({ decision: `dec_${n}`, seq: 1 })));
    await evictDurableObject(stub);
    expect((await report()).counts).toEqual({ lessons: 3, held: 3, raters: 0, merged: 0 });
    expect(await shown()).toBeNull();
  });

  it('counts once however often it is told, and the highest number stands', async () => {
    const { teach, ring, report, shown } = givenLearner();
    await teach(lessons(50));
    await ring();
    const once = await shown();
    await teach(lessons(50));
    expect(await teach([lesson(0, { seq: 0, feedback: { correct: false } })])).toEqual([{ decision: 'dec_0', seq: 1 }]);
    expect((await report()).counts).toMatchObject({ lessons: 50, held: 0 });
    later(6 * MINUTE);
    await ring();
    expect(await shown()).toEqual(once);
  });

  it('that is put right is corrected, not added', async () => {
    const [right, wrong] = [givenLearner(), givenLearner()];
    await right.teach(lessons(50, (n) => ({ feedback: { correct: n < 40 } })));
    await wrong.teach(lessons(50));
    for (const each of [right, wrong]) await each.ring();
    await wrong.teach(lessons(10, () => ({ seq: 2, feedback: { correct: false } }), 40));
    later(5 * MINUTE);
    await wrong.ring();
    const [a, b] = [await right.shown(), await wrong.shown()];
    expect(b?.newest.version).toBe(2);
    if (a === null || b === null) throw new Error('Nothing was published.');
    // As near as what was learned in between lets it be; uncorrected it is above 0.9.
    expect(Math.abs(rewardOf(b.newest) - rewardOf(a.newest))).toBeLessThan(0.15);
    expect(rewardOf(b.newest)).toBeLessThan(0.7);
    const { counts, arms } = await wrong.report();
    expect(counts.lessons).toBe(50);
    expect(arms.find(({ arm }) => arm === FAST)?.evidence).toBeLessThanOrEqual(50);
  });

  it('of a tenant that does not learn is acknowledged, and not kept', async () => {
    const { teach, report } = givenLearner({ enabled: false });
    expect(await teach([lesson(1)])).toEqual([{ decision: 'dec_1', seq: 1 }]);
    expect((await report()).counts.lessons).toBe(0);
  });

  it('is of nobody by name', async () => {
    const { teach, stub } = givenLearner();
    await teach([lesson(1, { user: 'user:ada@example.com' })]);
    const rows = await runInDurableObject(stub, (_, { storage }) => storage.sql.exec('SELECT * FROM lesson').toArray());
    expect(JSON.stringify(rows)).not.toContain('ada');
  });
});

describe('beliefs', () => {
  it('are published within seconds of the fiftieth reward, as numbers without effect', async () => {
    const { teach, ring, rings, shown } = givenLearner();
    await teach(lessons(49));
    expect(await rings()).toBe(START + 5 * MINUTE);
    await teach([lesson(49)]);
    expect(await rings()).toBe(START + SECOND);
    await ring();
    const shows = await shown();
    expect(shows).toMatchObject({ revision: 1, inForce: { version: 0, packed: null }, canary: null });
    expect(shows?.newest.version).toBe(1);
    if (shows === null) throw new Error('Nothing was published.');
    expect(rewardOf(shows.newest)).toBeGreaterThan(0.8);
  });

  it('of fewer are published after five minutes', async () => {
    const { teach, ring, shown } = givenLearner();
    await teach(lessons(3));
    later(5 * MINUTE - 1);
    await ring();
    expect(await shown()).toBeNull();
    later(1);
    await ring();
    expect((await shown())?.newest.version).toBe(1);
  });

  it('of what is left of many are published soon after these, and of the next few in five minutes again', async () => {
    const { teach, ring, shown } = givenLearner();
    const newestAfter = async (ms: number) => {
      later(ms);
      await ring();
      return (await shown())?.newest.version;
    };
    await teach(lessons(60));
    expect(await newestAfter(SECOND)).toBe(1);
    await teach(lessons(7, () => ({}), 60));
    expect(await newestAfter(19 * SECOND)).toBe(1);
    expect(await newestAfter(SECOND)).toBe(2);
    await teach(lessons(3, () => ({}), 67));
    expect(await newestAfter(4 * MINUTE)).toBe(2);
    expect(await newestAfter(MINUTE)).toBe(3);
  });

  it('have versions that rise by one, whatever dies in between', async () => {
    const { teach, ring, stub, shown } = givenLearner();
    for (let batch = 0; batch < 4; batch++) {
      await teach(lessons(50, () => ({}), 50 * batch));
      await evictDurableObject(stub);
      await ring();
      await evictDurableObject(stub);
      expect(await shown()).toMatchObject({ revision: batch + 1, newest: { version: batch + 1 } });
      later(2 * SECOND);
    }
  });

  it('learn a thousand lessons in one batch', async () => {
    const { teach, ring, report } = givenLearner();
    for (let part = 0; part < 10; part++) {
      await teach(
        lessons(100, (n) => ({ arm: n % 2 ? FAST : DEEP, effort: n % 2 ? 'instant' : 'thinking' }), 100 * part),
      );
    }
    await ring();
    expect((await report()).counts).toMatchObject({ lessons: 1000, held: 0 });
  });

  it('of one tenant are nothing to another', async () => {
    const [one, other] = [givenLearner(), givenLearner()];
    await one.teach(lessons(50));
    await one.ring();
    await other.ring();
    expect(await other.shown()).toBeNull();
    expect((await other.report()).counts.lessons).toBe(0);
    expect(await env.POLICIES.list({ prefix: `beliefs:${other.tenant}` })).toMatchObject({ keys: [] });
  });
});
