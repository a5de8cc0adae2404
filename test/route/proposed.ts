/** Proposals of a small policy, for tests: what is asked laid over an everyday request. */

import type { Classification, Signals } from '../../src/classify/contract.ts';
import { Refusal } from '../../src/error.ts';
import type { Consulted } from '../../src/route/choose.ts';
import { propose } from '../../src/route/propose.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { milliseconds } from '../../src/unit.ts';
import type { Ask, Effort } from '../../src/wire/ask.ts';
import { askOf } from '../support/ask.ts';

const price = { input: 1, output: 4 };
const POLICY: Policy = policyOf({
  tenant: 'shop',
  default: 'general',
  routes: [
    {
      name: 'general',
      description: 'anything else',
      models: { instant: ['fast', 'backup'], thinking: ['deep'], mini: ['small'] },
    },
    {
      name: 'slow',
      description: 'long reports',
      effort: 'thinking',
      models: { instant: ['fast'], thinking: ['deep'] },
    },
    { name: 'eyes', description: 'pictures', models: { instant: ['blind'], thinking: ['deep'], mini: ['blind'] } },
  ],
  models: {
    fast: { provider: 'openai', id: 'gpt-fast', context: 1000, can: ['tools', 'json'], price },
    backup: { provider: 'openai', id: 'gpt-backup', context: 100_000, can: ['tools', 'vision'], price },
    deep: { provider: 'openai', id: 'gpt-deep', can: ['tools', 'vision', 'json', 'reasoning'], price },
    small: { provider: 'openai', id: 'gpt-small', can: ['tools', 'json'], price },
    blind: { provider: 'openai', id: 'gpt-blind', can: [], price },
    unset: { provider: 'locked', id: 'x', price },
  },
  providers: { openai: { kind: 'openai', key: 'OPENAI_API_KEY' }, locked: { kind: 'openai', key: 'MISSING_KEY' } },
  plans: { free: { limits: [] } },
});

export interface Case {
  readonly ask?: Partial<Ask>;
  readonly signals?: Partial<Signals>;
  readonly classification?: Partial<Classification>;
  readonly entitled?: readonly string[];
  /** Models whose provider has no word for speech. */
  readonly mute?: readonly string[];
  readonly policy?: Policy;
  readonly consulted?: Consulted;
}

export function proposed({ ask, signals, classification, entitled, mute = [], policy, consulted }: Case) {
  return propose({
    id: 'dec_1',
    ask: { ...ASK, ...ask },
    signals: { ...SIGNALS, ...signals },
    classification: { ...CLASSIFICATION, ...classification },
    policy: policy ?? POLICY,
    entitled: entitled === undefined ? null : new Set(entitled),
    lacks: ({ name }) => (mute.includes(name) ? ['an answer in speech'] : []),
    consulted: consulted ?? null,
    unusable: (model) => (model.provider.name === 'locked' ? 'the secret MISSING_KEY is not set' : null),
  });
}

/** A proposal in one line: effort, reason, and who may answer at each rung. */
export function told(given: Case): string {
  const { rungs, reason } = proposed(given);
  const ladder = rungs.map(({ effort, candidates }) => `${effort}:${candidates.map(({ model }) => model).join('+')}`);
  return `${reason} ${ladder.join(' > ')}`;
}

export function refused(given: Case): Refusal['why'] {
  try {
    proposed(given);
  } catch (error) {
    if (error instanceof Refusal) return error.why;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

export const auto = (effort: Effort) => ({ model: { kind: 'auto', effort } }) as const;

export function policyOf(document: object): Policy {
  const read = readPolicy(document, { tenant: null, version: 3, allowLocalUpstreams: false });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

const ASK = askOf('anything', { inputBytes: 100 });

const SIGNALS: Signals = {
  difficulty: 0.22,
  asked: 'none',
  needs: [],
  modality: ['text'],
  inputTokens: 20,
  language: 'en',
  commerce: { intent: 'none', vertical: 'none', confidence: 0 },
  domain: 'coding',
  action: 'generate',
};

const CLASSIFICATION: Classification = {
  matched: true,
  route: 'general',
  confidence: 0.83,
  alternatives: [{ route: 'slow', confidence: 0.41 }],
  because: ['anything'],
  source: 'embedded',
  asked: ['embedded'],
  failures: [],
  said: [],
  tookMs: milliseconds(0),
};
