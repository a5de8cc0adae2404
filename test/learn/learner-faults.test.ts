import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { Learner } from '../../src/learn/learner.ts';
import { beliefsName } from '../../src/learn/snapshot.ts';
import { later, MINUTE, SECOND, stopClock } from '../quota/account-object.ts';
import { givenLearner, lesson, lessons } from './learning.ts';

stopClock();

/** Another life of the object over the same storage, whose KV fails as a test wants it. */
const inAnotherLife = (
  { stub }: ReturnType<typeof givenLearner>,
  put: KVNamespace['put'],
  act: (learner: Learner) => Promise<void>,
) =>
  runInDurableObject(stub, (_, state) => {
    const POLICIES = { get: env.POLICIES.get.bind(env.POLICIES), put, delete: env.POLICIES.delete.bind(env.POLICIES) };
    return act(new Learner(state, Object({ ...env, POLICIES })));
  });

const refuses = () => Promise.reject(new Error('KV PUT failed: 429 Too Many Requests'));

describe('a KV that takes nothing', () => {
  it('costs no lesson and no version: it is told again, until it has what stands', async () => {
    const given = givenLearner();
    await given.teach(lessons(50));
    await inAnotherLife(given, refuses, (learner) => learner.alarm());
    expect(await given.shown()).toBeNull();
    expect(await given.report()).toMatchObject({ isPublished: false, newest: 1, counts: { held: 0 } });
    expect(await given.rings()).toBeLessThanOrEqual(Date.now() + 10 * SECOND);
    later(10 * SECOND);
    await given.ring();
    expect(await given.shown()).toMatchObject({ revision: 1, newest: { version: 1 } });
    expect((await given.report()).isPublished).toBe(true);
  });

  it('is asked no oftener than once a second', async () => {
    const given = givenLearner();
    await given.teach(lessons(50));
    await given.ring();
    await given.teach(lessons(50, () => ({}), 50));
    await given.ring();
    expect((await given.shown())?.newest.version).toBe(1);
    later(2 * SECOND);
    await given.ring();
    expect((await given.shown())?.newest.version).toBe(2);
  });
});

describe('an object that dies', () => {
  it('while KV is at it leaves an alarm and what is to be done, and the next life doubles nothing', async () => {
    const given = givenLearner();
    await given.teach(lessons(50));
    const { promise: struck, resolve } = Promise.withResolvers<void>();
    const has = async (...put: Parameters<KVNamespace['put']>): Promise<void> => {
      await env.POLICIES.put(...put);
      resolve();
      return new Promise(() => undefined);
    };
    await inAnotherLife(given, has as KVNamespace['put'], async (learner) => {
      void learner.alarm();
      await struck;
    });
    expect(await given.rings()).not.toBeNull();
    later(10 * SECOND);
    await given.ring();
    expect(await given.shown()).toMatchObject({ revision: 1, newest: { version: 1 } });
    expect((await given.report()).counts).toMatchObject({ lessons: 50, held: 0 });
  });

  it('between a batch and the next has learned the one, and holds the other', async () => {
    const given = givenLearner();
    await given.teach(lessons(50));
    await given.ring();
    await given.teach(lessons(10, () => ({}), 50));
    await inAnotherLife(given, refuses, async (learner) => {
      expect(learner.report({ domains: [], routes: [] }).counts).toMatchObject({ lessons: 60, held: 10 });
    });
    later(5 * MINUTE);
    await given.ring();
    expect((await given.report()).versions.map(({ version, lessons: learned }) => [version, learned])).toEqual([
      [2, 60],
      [1, 50],
    ]);
  });
});

it('a lesson that cannot be learned is closed, and those beside it are learned', async () => {
  const error = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const [given, without] = [givenLearner(), givenLearner()];
  await given.teach([...lessons(25), lesson('strange', Object({ features: null })), ...lessons(25, () => ({}), 25)]);
  await without.teach(lessons(50));
  for (const each of [given, without]) await each.ring();
  expect((await given.report()).counts).toMatchObject({ lessons: 51, held: 0 });
  expect((await given.shown())?.newest).toEqual((await without.shown())?.newest);
  expect(error).toHaveBeenCalledTimes(1);
  error.mockRestore();
});

describe('a user who is forgotten', () => {
  const bad = { user: 'user:bob', feedback: { correct: false } };

  it('leaves the log, and what was learned is as if they had never rated', async () => {
    const [with_, without] = [givenLearner(), givenLearner()];
    const others = lessons(50, () => ({ user: 'user:ada' }));
    await with_.teach([...others.slice(0, 25), ...lessons(20, () => bad, 100), ...others.slice(25)]);
    await without.teach(others);
    for (const each of [with_, without]) await each.ring();
    expect((await with_.shown())?.newest.packed).not.toBe((await without.shown())?.newest.packed);
    later(2 * SECOND);
    const forgotten = await with_.stub.forget('user:bob');
    expect(forgotten).toEqual({ lessons: 20, unlearned: 20, merged: 0, versions: [1] });
    expect((await with_.shown())?.newest).toEqual((await without.shown())?.newest);
    expect((await with_.report()).counts).toMatchObject({ lessons: 50, raters: 1 });
  });

  it('again, or who never rated, is nothing to forget', async () => {
    const given = givenLearner();
    expect(await given.stub.forget('user:bob')).toMatchObject({ lessons: 0, versions: [] });
    await given.teach([lesson(1, bad)]);
    expect(await given.stub.forget('user:bob')).toMatchObject({ lessons: 1, unlearned: 0, versions: [] });
    expect(await given.stub.forget('user:bob')).toMatchObject({ lessons: 0 });
    later(5 * MINUTE);
    await given.ring();
    expect(await env.POLICIES.get(beliefsName(given.tenant))).toBeNull();
  });
});
