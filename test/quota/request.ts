/** Requests, rungs and limits for the tests of this room: each says only what its case is about. */

import type { AdmitRequest, Origin, Settlement } from '../../src/quota/contract.ts';
import type { Candidate, Decision, DecisionId, Proposal, Rung } from '../../src/route/decision.ts';
import type { Limit, Price } from '../../src/tenant/policy.ts';
import { isNonEmpty, microDollars, milliseconds, type NonEmpty, tokens } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

/** USD per million tokens are micro-dollars per token. */
export const price = (input: number, output: number): Price => ({
  inputPerMillion: microDollars(input * 1_000_000),
  cachedInputPerMillion: microDollars(input * 100_000),
  outputPerMillion: microDollars(output * 1_000_000),
  cacheWritePerMillion: null,
  cacheWrite1hPerMillion: null,
  audioInputPerMillion: null,
  audioOutputPerMillion: null,
  reasoningPerMillion: null,
});

export const candidate = (model: string, at: Price | null = price(1, 2), context: number | null = null): Candidate => ({
  model,
  price: at,
  context: context === null ? null : tokens(context),
});

export const rung = (effort: Effort, ...candidates: readonly Candidate[]): Rung => ({
  effort,
  candidates: isNonEmpty(candidates) ? candidates : [candidate(MODEL[effort])],
});

const MODEL: Readonly<Record<Effort, string>> = { thinking: 'deep', instant: 'fast', mini: 'small' };
export const LADDER: NonEmpty<Rung> = [rung('thinking'), rung('instant'), rung('mini')];
export const FROM_INSTANT: NonEmpty<Rung> = [rung('instant'), rung('mini')];

export const limit = (id: string, parts: Partial<Limit> = {}): Limit => ({
  id,
  of: 'requests',
  effort: null,
  max: 1,
  perMs: milliseconds(DAY),
  then: 'refuse',
  ...parts,
});

export const decisionId = (name: string | number): DecisionId => `dec_${name}`;

const proposal = (parts: Partial<Proposal> = {}): Proposal => ({
  id: decisionId('one'),
  route: 'general',
  matched: true,
  confidence: 0.9,
  alternatives: [],
  reason: 'difficulty',
  why: [],
  rungs: LADDER,
  pinned: false,
  automatic: true,
  gain: 0.5,
  needs: [],
  ...parts,
});

const ORIGIN: Origin = { tenant: 'shop', user: 'user:ann', key: 'k1' };

interface RequestParts {
  readonly origin?: Partial<Origin>;
  readonly proposal?: Partial<Proposal>;
  readonly limits?: readonly Limit[];
  readonly thinkingPer100?: number | null;
  readonly session?: Partial<AdmitRequest['session']>;
  readonly input?: number;
  /** The bound of the input; the estimate unless it is given. */
  readonly inputBound?: number;
  readonly output?: number | null;
  readonly choices?: number;
  readonly holdMs?: number;
  readonly sharers?: 2 | 3;
  readonly pooled?: AdmitRequest['pooled'];
  readonly pace?: AdmitRequest['pace'];
}

export const request = (parts: RequestParts = {}): AdmitRequest => {
  const { input = 100, output = null } = parts;
  return {
    origin: { ...ORIGIN, ...parts.origin },
    proposal: proposal(parts.proposal),
    limits: parts.limits ?? [],
    pooled: parts.pooled ?? [],
    thinkingPer100: parts.thinkingPer100 ?? null,
    session: {
      ...{ revision: 'r1', standing: [] },
      id: 'talk',
      scope: '',
      named: false,
      sticky: true,
      idleMs: milliseconds(600 * SECOND),
      heldBy: null,
      routeNamed: false,
      ...parts.session,
    },
    input: { estimate: tokens(input), bound: tokens(parts.inputBound ?? input) },
    output: { limit: output === null ? null : tokens(output), choices: parts.choices ?? 1 },
    ...(parts.sharers === undefined ? {} : { sharers: parts.sharers }),
    ...(parts.pace === undefined ? {} : { pace: parts.pace }),
    holdMs: milliseconds(parts.holdMs ?? 330 * SECOND),
  };
};

export const decision = (id: DecisionId, parts: Partial<Decision> = {}): Decision => ({
  id,
  route: 'general',
  matched: true,
  confidence: 0.9,
  effort: 'instant',
  model: 'fast',
  candidates: ['fast'],
  reason: 'difficulty',
  why: [],
  signals: {
    ...{ difficulty: 0, asked: 'none', needs: [], modality: ['text'], inputTokens: 100, language: 'en' },
    ...{ commerce: { intent: 'none', vertical: 'none', confidence: 0 }, domain: 'coding', action: 'generate' },
  },
  classifier: { source: 'embedded', tookMs: 0, asked: ['embedded'] },
  alternatives: [],
  session: { id: 'talk', sticky: false, switched: false },
  policy: { tenant: 'shop', version: 1 },
  plan: 'free',
  degraded: null,
  ...parts,
});

interface Charged {
  readonly origin?: Partial<Origin>;
  readonly input?: number;
  readonly cached?: number;
  readonly output?: number;
  readonly cost?: number;
  readonly estimated?: boolean;
  readonly decision?: Partial<Decision>;
}

export const charge = (id: DecisionId, parts: Charged = {}): Settlement & { readonly kind: 'charge' } => {
  const { input = 100, cached = 0, output = 50, estimated = false } = parts;
  const usage = { input: tokens(input), cachedInput: tokens(cached), output: tokens(output), estimated };
  const cost = microDollars(parts.cost ?? 200);
  const decided = decision(id, parts.decision);
  const bills = [{ model: decided.model, usage, cost }] as const;
  return { kind: 'charge', usage, cost, bills: [...bills], decision: decided, origin: { ...ORIGIN, ...parts.origin } };
};

export const release = (id: DecisionId): Extract<Settlement, { kind: 'release' }> => ({
  kind: 'release',
  decision: decision(id),
  origin: ORIGIN,
});
