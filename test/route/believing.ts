/** Beliefs for tests: a table says what is expected of each arm, and the rest is middling. */

import type { Features } from '../../src/classify/features.ts';
import type { Believed, Expectation } from '../../src/route/believed.ts';
import type { Consulted } from '../../src/route/choose.ts';

export type Expected = Readonly<Record<string, Partial<Expectation>>>;

const MIDDLING: Expectation = { reward: 0.5, deviation: 0.05, latencyMs: null, failure: 0, evidence: 100 };

export const believed = (version: number, expected: Expected): Believed => ({
  version,
  expect: (arm) => ({ ...MIDDLING, ...expected[arm] }),
});

const FEATURES: Features = {
  ...{ text: '', domains: [], difficulty: 0.22, inputTokens: 20, language: 'en', needs: [] },
};

/** The newest are in force, unless others are. `random`: null tries nothing. */
export function consulted(
  newest: Believed,
  more: Partial<Consulted> & { readonly inForce?: Believed } = {},
): Consulted {
  const { inForce = newest, ...rest } = more;
  return { beliefs: { inForce, newest }, features: FEATURES, random: null, ...rest };
}
