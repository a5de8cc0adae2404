/** Decisions of a small policy as they are logged, made by the code that makes them. */

import { decide } from '../../src/route/decide.ts';
import type { Decision, Proposal } from '../../src/route/decision.ts';
import { propose, type Question } from '../../src/route/propose.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { milliseconds } from '../../src/unit.ts';
import type { Ask } from '../../src/wire/ask.ts';
import { askOf } from '../support/ask.ts';

const models = (instant: readonly string[], thinking: readonly string[]) => ({ instant, thinking, mini: ['small'] });

export const POLICY_DOCUMENT = {
  tenant: 'shop',
  default: 'general',
  routes: [
    {
      name: 'refunds',
      description: 'refunds and returns',
      examples: ['refund this order'],
      models: models(['fast'], ['deep']),
    },
    { name: 'general', description: 'anything else', models: models(['fast', 'backup'], ['deep']) },
  ],
  models: {
    fast: { provider: 'l', id: 'fast', can: ['json'], price: { input: 1, output: 4 } },
    backup: { provider: 'l', id: 'backup', can: ['tools', 'json'], price: { input: 2, output: 8 } },
    deep: { provider: 'l', id: 'deep', price: { input: 5, output: 20 } },
    small: { provider: 'l', id: 'small', price: { input: 0.1, output: 0.4 } },
  },
  providers: { l: { kind: 'loopback' } },
  plans: { free: { limits: [] } },
};

export function policyOf(document: object): Policy {
  const read = readPolicy(document, { tenant: null, version: 3, allowLocalUpstreams: true });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

export interface Given {
  readonly id: `dec_${string}`;
  readonly difficulty?: number;
  readonly route?: string;
  readonly asked?: 'think' | 'quick' | 'none';
  readonly ask?: Partial<Ask>;
  readonly consulted?: Question['consulted'];
  /** What admission made of it. */
  readonly moved?: (proposal: Proposal) => Partial<Decision>;
}

export function loggedDecision(
  { id, difficulty = 0.2, route = 'general', ...given }: Given,
  document: object = POLICY_DOCUMENT,
): Decision {
  const policy = policyOf(document);
  const ask = askOf('hello', given.ask);
  const commerce = { intent: 'none' as const, vertical: 'none', confidence: 0 };
  const signals = {
    ...{ difficulty, asked: given.asked ?? ('none' as const), needs: ask.needs, modality: ask.modality },
    ...{ inputTokens: 100, language: 'en', commerce, domain: 'smalltalk', action: 'chat' },
  };
  const classification = {
    ...{ matched: true, route, confidence: 0.8, alternatives: [], because: [], failures: [], said: [] },
    ...{ source: 'embedded' as const, asked: ['embedded' as const], tookMs: milliseconds(0) },
  };
  const proposal = propose({
    ...{ id, ask, signals, classification, policy, entitled: null, consulted: given.consulted ?? null },
    ...{ unusable: () => null, lacks: () => [] },
  });
  const admission = {
    ...{ kind: 'admitted' as const, rung: proposal.rungs[0], degraded: null, why: [] },
    session: { route: proposal.route, sticky: false, switched: false },
  };
  const decision = decide({ proposal, admission, classification, signals, policy, plan: 'free', sessionId: 's' });
  const choice = proposal.choice === undefined ? {} : { choice: proposal.choice };
  return { ...decision, ...choice, ...given.moved?.(proposal) };
}
