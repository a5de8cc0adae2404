/** A call to be made: a model, and what is asked of it, of which nothing matters but what a test says. */

import type { Order, Target } from '../../src/provider/contract.ts';
import type { Decision } from '../../src/route/decision.ts';
import type { Model, Provider, ProviderKind } from '../../src/tenant/policy.ts';
import { milliseconds, tokens } from '../../src/unit.ts';
import type { Ask, Effort } from '../../src/wire/ask.ts';
import type { Prompt } from '../../src/wire/prompt.ts';
import { askOf, promptOf } from './ask.ts';

export function targetOf(kind: ProviderKind, model: Partial<Model> = {}, provider: Partial<Provider> = {}): Target {
  const by: Provider = { name: kind, kind, key: 'K_KEY', baseUrl: null, region: null, apiVersion: null, ...provider };
  return {
    secret: 'sk-secret',
    model: {
      ...{ name: 'm', provider: by, id: 'model-1', context: null, can: null, thought: null, price: null },
      ...{ pricedBy: 'unknown', effort: 'instant', timeouts: {} },
      ...model,
    },
    timeouts: {
      ...{ firstByteMs: milliseconds(1000), wholeFirstByteMs: milliseconds(1000), idleMs: milliseconds(1000) },
      totalMs: milliseconds(1000),
    },
  };
}

interface Ordered {
  readonly ask?: Partial<Ask>;
  readonly prompt?: Partial<Prompt>;
  readonly effort?: Effort;
  readonly pinned?: boolean;
  readonly outputCap?: number;
}

export function orderOf({ ask = {}, prompt = {}, effort = 'instant', pinned = false, outputCap }: Ordered = {}): Order {
  return {
    ask: askOf('Hi', { prompt: () => promptOf('Hi', prompt), ...ask }),
    decision: decisionOf(effort, pinned),
    outputCap: outputCap === undefined ? null : tokens(outputCap),
  };
}

function decisionOf(effort: Effort, pinned: boolean): Decision {
  return {
    ...{ id: 'dec_1', route: 'general', matched: true, confidence: 1, effort, model: 'm', candidates: ['m'], why: [] },
    reason: pinned ? 'pinned' : 'default',
    signals: {
      ...{ difficulty: 0, asked: 'none', needs: [], modality: ['text'], inputTokens: 10, language: 'en' },
      commerce: { intent: 'none', vertical: 'none', confidence: 0 },
      ...{ domain: 'smalltalk', action: 'chat' },
    },
    classifier: { source: 'embedded', tookMs: 0, asked: ['embedded'] },
    alternatives: [],
    session: { id: 's', sticky: false, switched: false },
    ...{ policy: { tenant: 't', version: 1 }, plan: 'free', degraded: null },
  };
}
