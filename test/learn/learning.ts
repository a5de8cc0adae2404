/** A learner of its own for each test, lessons to teach it, and what KV then shows. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Learner } from '../../src/learn/learner.ts';
import { beliefsName, readSnapshot, type Snapshot } from '../../src/learn/snapshot.ts';
import type { Curriculum, Lesson } from '../../src/quota/lesson.ts';
import type { Arm } from '../../src/route/believed.ts';
import { DEFAULTS } from '../../src/tenant/defaults.ts';
import type { Learning, TenantId } from '../../src/tenant/policy.ts';
import { microDollars, unixMs } from '../../src/unit.ts';

export const FAST: Arm = 'fast@instant';
export const DEEP: Arm = 'deep@thinking';
export const NAMES = { domains: [], routes: ['general'] };

const ARMS: Curriculum['arms'] = [
  { arm: DEEP, effort: 'thinking', usualCost: 0 },
  { arm: FAST, effort: 'instant', usualCost: 0 },
];

let learners = 0;

export function givenLearner(learning: Partial<Learning> = {}) {
  const tenant = `learner-${learners++}` as TenantId;
  const stub: DurableObjectStub<Learner> = env.LEARNER.getByName(tenant);
  const { canary, enabled, objective, reward } = DEFAULTS.learning;
  const rules: Learning = { canary, enabled, objective, reward, explore: null, ...learning };
  const curriculum: Curriculum = { tenant, learning: rules, arms: ARMS };
  return {
    ...{ tenant, stub, curriculum },
    teach: (lessons: readonly Lesson[], more: Partial<Learning> = {}) =>
      stub.teach({ ...curriculum, learning: { ...rules, ...more } }, lessons),
    ring: () => runDurableObjectAlarm(stub),
    rings: () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm()),
    report: () => stub.report(NAMES),
    shown: async (): Promise<Snapshot | null> => {
      const text = await env.POLICIES.get(beliefsName(tenant));
      return text === null ? null : readSnapshot(text);
    },
  };
}

/** Another for each name, with hardly anything in it: no two lessons are the same words again. */
const textOf = (name: number | string): string => {
  let hash = 7;
  for (const letter of `${name}`) hash = (hash * 31 + letter.charCodeAt(0)) % 262_144;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return [hash >> 12, (hash >> 6) & 63, hash & 63, 0].map((at) => letters[at]).join('');
};

/** Of an explicit choice, measured to be correct. */
export function lesson(name: number | string, more: Partial<Lesson> = {}): Lesson {
  return {
    ...{ decision: `dec_${name}`, seq: 1, at: unixMs(Date.now()), user: 'key:measuring', route: 'general' },
    ...{ arm: FAST, effort: 'instant', policyVersion: 1, explicit: true, cost: microDollars(10) },
    features: { text: textOf(name), domains: [], difficulty: 0.5, inputTokens: 100, language: 'en', needs: [] },
    ...{ fingerprint: `${name}`, firstContentMs: 100, failed: false, observed: {} },
    ...{ feedback: { correct: true }, beliefs: undefined, choice: undefined },
    ...more,
  };
}

export const lessons = (count: number, of: (n: number) => Partial<Lesson> = () => ({}), from = 0): Lesson[] =>
  Array.from({ length: count }, (_, n) => lesson(from + n, of(from + n)));
