import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { beliefsVersionName } from '../../src/learn/snapshot.ts';
import type { Lesson } from '../../src/quota/lesson.ts';
import type { Arm } from '../../src/route/believed.ts';
import { later, MINUTE, SECOND, stopClock } from '../quota/account-object.ts';
import { DEEP, FAST, givenLearner, lesson, NAMES } from './learning.ts';

stopClock();

type Given = ReturnType<typeof givenLearner>;
let made = 0;

/** A request that both arms answered by name: thinking was right, the instant answer was not. */
function rated(deep = true, fast = false): Lesson[] {
  const fingerprint = `request-${made++}`;
  return [
    lesson(`${fingerprint}-deep`, { fingerprint, arm: DEEP, effort: 'thinking', feedback: { correct: deep } }),
    lesson(`${fingerprint}-fast`, { fingerprint, feedback: { correct: fast } }),
  ];
}

/** What beliefs decided by themselves, and what came of it. */
const decided = (version: number, arm: Arm, correct: boolean): Lesson =>
  lesson(`live-${made++}`, {
    ...{ arm, effort: arm === DEEP ? 'thinking' : 'instant', explicit: false, beliefs: { version } },
    feedback: { correct },
    choice: {
      ...{ propensity: 1, explored: false },
      arms: [arm, arm === DEEP ? FAST : DEEP].map((each, rank) => ({
        ...{ arm: each, reward: 0.5, cost: 0, latencyMs: null, value: 0.5, propensity: rank === 0 ? 1 : 0 },
      })),
    },
  });

async function batch({ teach, ring }: Given, given: readonly Lesson[]): Promise<void> {
  await teach(given);
  later(2 * SECOND);
  await ring();
}

const many = (count: number, of: () => Lesson[]): Lesson[] => Array.from({ length: count }, () => of()).flat();

/** Until the evidence is clear. Answers the version that is tried, or is in force. */
async function untilEffect(given: Given): Promise<number> {
  for (let part = 0; part < 10; part++) {
    await batch(given, many(25, rated));
    const shows = await given.shown();
    const version = shows?.canary?.version ?? shows?.inForce.version ?? 0;
    if (version > 0) return version;
  }
  throw new Error(`Nothing gained effect: ${(await given.stub.report(NAMES)).verdict.why}`);
}

describe('beliefs', () => {
  it('have no effect while evidence says nothing for them', async () => {
    const given = givenLearner();
    for (let part = 0; part < 6; part++)
      await batch(
        given,
        many(25, () => rated(true, true)),
      );
    const { verdict, inForce, canary } = await given.report();
    expect([verdict.verdict, inForce, canary]).toEqual(['wait', 0, null]);
    expect(await given.shown()).toMatchObject({ inForce: { version: 0 }, canary: null });
  });

  it('are tried as a canary once the lower bound is for them, and are in force when nothing speaks against it', async () => {
    const given = givenLearner();
    const version = await untilEffect(given);
    expect(await given.shown()).toMatchObject({ inForce: { version: 0 }, canary: { version, share: 0.1 } });
    expect(await env.POLICIES.get(beliefsVersionName(given.tenant, version))).not.toBeNull();
    later(2 * MINUTE - 3 * SECOND);
    await given.ring();
    expect((await given.shown())?.inForce.version).toBe(0);
    later(4 * SECOND);
    await given.ring();
    expect(await given.shown()).toMatchObject({ inForce: { version }, canary: null });
    const told = await env.TENANT.getByName(given.tenant).audit({ limit: 9, before: null });
    expect(told.map(({ action, to }) => `${action} ${to}`)).toEqual([
      `beliefs.promote ${version}`,
      `beliefs.try ${version}`,
    ]);
  });

  it('are in force at once where the tenant wants no canary', async () => {
    const given = givenLearner({ canary: 0 });
    const version = await untilEffect(given);
    expect(await given.shown()).toMatchObject({ inForce: { version }, canary: null });
  });

  it('are withdrawn as a canary that does worse than the others, and rest', async () => {
    const given = givenLearner({ canary: 0.5 });
    const version = await untilEffect(given);
    for (let part = 0; part < 4; part++) {
      await batch(
        given,
        many(30, () => [decided(version, DEEP, false), decided(0, FAST, true)]),
      );
    }
    expect(await given.shown()).toMatchObject({ inForce: { version: 0 }, canary: null });
    const { versions, pausedUntil } = await given.report();
    expect(versions.find((each) => each.version === version)?.stage).toBe('withdrawn');
    expect(pausedUntil).toBeGreaterThan(Date.now());
    await batch(given, many(60, rated));
    expect((await given.shown())?.canary).toBeNull();
  });

  it('fall back to what was in force before when what they earn falls, by themselves', async () => {
    const given = givenLearner({ canary: 0 });
    const version = await untilEffect(given);
    for (let part = 0; part < 4; part++)
      await batch(
        given,
        many(50, () => [decided(version, DEEP, true)]),
      );
    const steady = (await given.shown())?.inForce.version ?? 0;
    expect(steady).toBeGreaterThan(0);
    for (let part = 0; part < 6; part++)
      await batch(
        given,
        many(50, () => [decided(steady, DEEP, false)]),
      );
    const { versions } = await given.report();
    expect(versions.find((each) => each.version === steady)?.stage).toBe('withdrawn');
    expect((await given.shown())?.inForce.version).not.toBe(steady);
  });

  it('that are tried have to show it again when the tenant values things differently', async () => {
    const given = givenLearner();
    await untilEffect(given);
    later(2 * SECOND);
    await given.teach([], { objective: { cost: 1, latency: 1 } });
    await given.ring();
    expect((await given.shown())?.canary).toBeNull();
    expect((await given.report()).verdict.rows).toBe(0);
  });
});

describe('a rollback', () => {
  it('puts a version in force again as a new one, and nothing takes its place for a day', async () => {
    const given = givenLearner({ canary: 0 });
    const version = await untilEffect(given);
    expect(await given.stub.rollback(0, 'admin')).toEqual({ kind: 'rolled_back', version: 0 });
    later(2 * SECOND);
    await given.ring();
    expect((await given.shown())?.inForce).toEqual({ version: 0, packed: null });
    const { newest } = await given.report();
    later(2 * SECOND);
    const back = await given.stub.rollback(version, 'admin');
    expect(back).toEqual({ kind: 'rolled_back', version: newest + 1 });
    const kept = await env.POLICIES.get(beliefsVersionName(given.tenant, version));
    expect((await given.shown())?.inForce).toEqual({ version: newest + 1, packed: kept });
    await batch(given, many(100, rated));
    const { inForce, versions, pausedUntil } = await given.report();
    expect([inForce, pausedUntil]).toEqual([newest + 1, expect.any(Number)]);
    expect(versions.find((each) => each.version === inForce)).toMatchObject({ source: version, actor: 'admin' });
  });

  it('to what there is not is unknown', async () => {
    expect(await givenLearner().stub.rollback(7, 'admin')).toEqual({ kind: 'unknown' });
  });
});
