/** The log's end: what falls out of it stays learned, and is not learned again. */

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { believed } from '../../src/learn/believed.ts';
import { unpack } from '../../src/learn/packed.ts';
import { DAY, later, MINUTE, SECOND, stopClock } from '../quota/account-object.ts';
import { FAST, givenLearner, lesson, lessons } from './learning.ts';

stopClock();

type Given = ReturnType<typeof givenLearner>;

const count = ({ stub }: Given, what: string): Promise<number> =>
  runInDurableObject(stub, (_, { storage }) =>
    Number(storage.sql.exec(`SELECT COUNT(*) AS count FROM ${what}`).one()['count']),
  );

/** As many lessons more as a decision's, which was learned, and just as it was. */
const copy = ({ stub }: Given, decision: string, times: number): Promise<unknown> =>
  runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec(
      `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
       INSERT INTO lesson (decision, seq, user, told, held, json, taught_at, taught, judged)
       SELECT 'copy_' || n, seq, user, told, held, json, taught_at, taught, judged FROM lesson, n WHERE decision = ?`,
      ...[times, decision],
    ),
  );

async function expected(given: Given): Promise<number> {
  const shows = await given.shown();
  const beliefs = unpack(shows?.newest.packed ?? '');
  if (beliefs === null) throw new Error('Nothing was published.');
  return believed(beliefs, 1).expect(FAST, 'general', lesson(0).features).reward;
}

async function learned(given: Given, all: Parameters<Given['teach']>[0]): Promise<void> {
  await given.teach(all);
  later(5 * MINUTE);
  await given.ring();
}

describe('what falls out of the log', () => {
  it('beyond 5,000 lessons stays learned when what came after it is forgotten', async () => {
    const [given, without] = [givenLearner(), givenLearner()];
    const bad = { user: 'user:bob', feedback: { correct: false } };
    await learned(given, [...lessons(60), lesson('bad', bad)]);
    await learned(without, lessons(60));
    await copy(given, 'dec_bad', 4999);
    await given.ring();
    expect((await given.report()).counts).toMatchObject({ lessons: 5000, merged: 60 });
    later(2 * SECOND);
    expect(await given.stub.forget('user:bob')).toMatchObject({ lessons: 5000, unlearned: 5000, merged: 0 });
    expect(Math.abs((await expected(given)) - (await expected(without)))).toBeLessThan(0.001);
    expect(await expected(given)).toBeGreaterThan(0.8);
  });

  it('is told of a user who is forgotten, and cannot be taken out', async () => {
    const given = givenLearner();
    await learned(given, [lesson(1, { user: 'user:bob' }), lesson(2, { user: 'user:ann' })]);
    later(91 * DAY);
    await given.ring();
    expect((await given.report()).counts).toMatchObject({ lessons: 0, merged: 2 });
    expect(await given.stub.forget('user:bob')).toEqual({ lessons: 0, unlearned: 0, merged: 1, versions: [] });
  });

  it('is not learned again, nor put right, when it is told again', async () => {
    const given = givenLearner();
    await learned(given, [lesson(1)]);
    await copy(given, 'dec_1', 5000);
    await given.ring();
    expect((await given.report()).counts).toMatchObject({ lessons: 5000, merged: 1 });
    const again = lesson(1, { seq: 2, feedback: { correct: false } });
    expect(await given.teach([again])).toEqual([{ decision: 'dec_1', seq: 2 }]);
    expect((await given.report()).counts).toMatchObject({ lessons: 5000, held: 0 });
    expect(await count(given, 'gone')).toBe(1);
    later(8 * DAY + MINUTE);
    await given.ring();
    expect(await count(given, 'gone')).toBe(0);
  });
});

describe('a lesson of before its user was forgotten', () => {
  it('that comes after it is not kept', async () => {
    const given = givenLearner();
    const late = lesson('late', { user: 'user:bob' });
    await given.teach([lesson(1, { user: 'user:bob' })]);
    later(SECOND);
    await given.stub.forget('user:bob');
    expect(await given.teach([late])).toEqual([{ decision: 'dec_late', seq: 1 }]);
    expect((await given.report()).counts.lessons).toBe(0);
    // Who was forgotten begins anew, and others are not meant.
    later(SECOND);
    await given.teach([lesson('new', { user: 'user:bob' }), lesson('others', { user: 'user:ann', at: late.at })]);
    expect((await given.report()).counts.lessons).toBe(2);
    later(DAY);
    await given.ring();
    expect(await count(given, 'forgotten')).toBe(0);
  });
});

it('a switch to another route is told of, shrunk, and one user counts no more than three times; it teaches no model', async () => {
  const given = givenLearner();
  const to = (route: string, user: string) => ({ user, switched: { route }, feedback: { switchedTo: route } });
  await learned(given, [
    ...lessons(20, () => to('code', 'user:loud')),
    ...lessons(4, (n) => to('math', `user:${n}`), 20),
    ...lessons(5, () => to('general', 'user:same'), 24),
    ...lessons(1, () => ({ route: 'math' }), 29),
  ]);
  const { reroutes, arms } = await given.report();
  expect(reroutes).toEqual([
    { from: 'general', to: 'math', lessons: 4, users: 4, of: 29, share: 4 / 49 },
    { from: 'general', to: 'code', lessons: 20, users: 1, of: 29, share: 3 / 49 },
  ]);
  expect(arms.find(({ arm }) => arm === FAST)?.evidence).toBe(1);
  await given.stub.forget('user:loud');
  expect((await given.report()).reroutes.map(({ to: route }) => route)).toEqual(['math']);
});
