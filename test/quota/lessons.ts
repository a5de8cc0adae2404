/** What can be learned of a request, and the rules for it, for the tests of this room. */

import type { Settlement } from '../../src/quota/contract.ts';
import type { Curriculum, Lesson, ToLearn } from '../../src/quota/lesson.ts';
import { DEFAULTS } from '../../src/tenant/defaults.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { unixMs } from '../../src/unit.ts';
import { charge, decisionId } from './request.ts';

const { enabled, objective, canary, reward } = DEFAULTS.learning;

export const curriculum = (parts: Partial<Curriculum['learning']> = {}): Curriculum => ({
  tenant: 'shop' as TenantId,
  learning: { enabled, objective, explore: null, canary, reward, ...parts },
  arms: [
    { arm: 'fast@instant', effort: 'instant', usualCost: 0.001 },
    { arm: 'deep@thinking', effort: 'thinking', usualCost: 0.01 },
  ],
});

export const toLearn = (parts: Partial<ToLearn> = {}): ToLearn => ({
  arm: 'fast@instant',
  features: { text: 'AAAA', domains: [[3, 0.5]], difficulty: 0.4, inputTokens: 12, language: 'en', needs: [] },
  fingerprint: 'abc',
  firstContentMs: 120,
  failed: false,
  observed: {},
  askedAt: unixMs(Date.now()),
  explicit: false,
  ...parts,
});

/** A settlement of a request of which something can be learned. */
export const learnable = (name: string | number, parts: Partial<ToLearn> = {}): Settlement => ({
  ...charge(decisionId(name)),
  ...{ learnable: toLearn(parts), curriculum: JSON.stringify(curriculum()) },
});

export const lesson = (parts: Partial<Lesson> = {}): Lesson => ({
  ...toLearn(),
  ...{ decision: decisionId('one'), seq: 1, at: unixMs(Date.now()), user: 'user:ann', route: 'general' },
  ...{ effort: 'instant', policyVersion: 1, beliefs: undefined, choice: undefined, explicit: false },
  ...{ cost: charge(decisionId('one')).cost, feedback: {} },
  ...parts,
});
