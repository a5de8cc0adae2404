/**
 * A policy as everything behind the border sees it: total, every default filled in, every name resolved.
 * `schema.ts` says what a tenant may write; `normalise.ts` makes this of it.
 */

import type { MicroDollars, Milliseconds, NonEmpty, Tokens } from '../unit.ts';
import type { Effort, Turn } from '../wire/ask.ts';

declare const tenant: unique symbol;
/** A tenant's id that a policy or a key record named, `[a-z0-9][a-z0-9_-]{0,63}`. */
export type TenantId = string & { readonly [tenant]: true };

/** Who can be asked which route fits. */
export type ClassifierName = 'embedded' | 'workers-ai' | 'remote';

type Capability = 'tools' | 'vision' | 'audio' | 'json' | 'reasoning';

/** Whole micro-dollars per million tokens: 0.025 USD per million is 25,000. */
export interface TokenPrice {
  readonly inputPerMillion: MicroDollars;
  readonly cachedInputPerMillion: MicroDollars;
  readonly outputPerMillion: MicroDollars;
  /** For input that the provider writes to its cache; null: as input. */
  readonly cacheWritePerMillion: MicroDollars | null;
  /** For input that the provider writes to its cache and keeps for an hour; null: as what it writes at all. */
  readonly cacheWrite1hPerMillion: MicroDollars | null;
  /** For input that is audio; null: as input. */
  readonly audioInputPerMillion: MicroDollars | null;
  /** For output that is audio; null: as output. */
  readonly audioOutputPerMillion: MicroDollars | null;
  /** For output that is reasoning; null: as output. */
  readonly reasoningPerMillion: MicroDollars | null;
}

/** What all tokens of a request cost that has more input than this. */
export interface PriceTier extends TokenPrice {
  readonly inputTokens: Tokens;
}

export interface Price extends TokenPrice {
  /** Whole micro-dollars for each answered call, beside its tokens; absent: none. */
  readonly perRequest?: MicroDollars;
  /** Of long requests, the shortest first; absent: they cost no more than short ones. */
  readonly above?: readonly PriceTier[];
}

/** Whose figures a price has: the tenant's, in that version of the policy, those of the price book of that day, or nobody's. */
export type PricedBy = `policy:${number}` | `book:${string}` | 'unknown';

/** How much a model is to think: a level that its provider has a word for, or at most so many tokens; 0 is not at all. */
export type Thought = { readonly level: ThoughtLevel } | { readonly budget: Tokens };

export const THOUGHT_LEVELS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
type ThoughtLevel = (typeof THOUGHT_LEVELS)[number];

export interface Timeouts {
  /** Of a streamed answer: until its first event. */
  readonly firstByteMs: Milliseconds;
  /**
   * Of a whole answer, whose first byte comes with its last: `firstByteMs` where the tenant wrote one, else `totalMs`.
   * The default of 30 s would cut off every model that thinks longer than that.
   */
  readonly wholeFirstByteMs: Milliseconds;
  readonly idleMs: Milliseconds;
  readonly totalMs: Milliseconds;
}

export interface Model {
  readonly name: string;
  readonly provider: Provider;
  /** The provider's own name for it, `gpt-5-mini`. */
  readonly id: string;
  /** Tokens of input and output together; null when the policy does not say: nothing is then ruled out by length. */
  readonly context: Tokens | null;
  /** Null when the policy does not say: nothing is then ruled out by capability. */
  readonly can: ReadonlySet<Capability> | null;
  /** How much it thinks at each effort; null for a model of which the policy does not say that it can reason. */
  readonly thought: Readonly<Record<Effort, Thought>> | null;
  /** Null when neither the policy nor the price book says; then no cost limit may apply to it (normalise refuses such a policy). */
  readonly price: Price | null;
  readonly pricedBy: PricedBy;
  /** What a request counts as that names this model: its own `effort`, else the highest list that names it, else instant. */
  readonly effort: Effort;
  /** Its own timeouts, laid over the route's, laid over the policy's. */
  readonly timeouts: Partial<Timeouts>;
}

export const PROVIDER_KINDS = [
  'openai',
  'openai-compatible',
  'anthropic',
  'google',
  'azure-openai',
  'amazon-bedrock',
  'workers-ai',
  'mistral',
  'groq',
  'deepseek',
  'xai',
  'openrouter',
  'together',
  'fireworks',
  'cohere',
  'perplexity',
  'cerebras',
  'loopback',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

export interface Provider {
  readonly name: string;
  readonly kind: ProviderKind;
  /** The NAME of a secret, never its value; null for a provider that needs none. */
  readonly key: string | null;
  /** Null: the kind's own default. Without a trailing slash. */
  readonly baseUrl: string | null;
  readonly region: string | null;
  readonly apiVersion: string | null;
}

export interface Route {
  readonly name: string;
  readonly description: string;
  readonly domain: string | null;
  readonly action: string | null;
  readonly examples: readonly string[];
  readonly effort: 'auto' | 'instant' | 'thinking';
  /** Model names for every effort: a list the tenant left out is the next one down the ladder, else the next one up. */
  readonly models: Readonly<Record<Effort, NonEmpty<string>>>;
  readonly timeouts: Partial<Timeouts>;
}

export interface Limit {
  readonly id: string;
  readonly of: 'requests' | 'tokens' | 'cost';
  /** Narrows the limit to one effort; null counts every effort that it governs. */
  readonly effort: Effort | null;
  /** Requests, tokens or micro-dollars, by `of`. Whole. */
  readonly max: number;
  readonly perMs: Milliseconds;
  readonly then: Effort | 'refuse';
  /** It governs only what the router chose itself: no effort that the caller fixed, and no model that it named. */
  readonly automatic?: true;
  /** It governs only an answer that is tried (`Proposal.explored`), and moves it to what would have been chosen. */
  readonly explored?: true;
}

/** What a tenant says of learning. */
export interface Learning {
  /** Nothing is kept to be rated, and nothing learned, where it is false. */
  readonly enabled: boolean;
  /** Reward (0 to 1) that a US dollar, and a second until the first content, must bring. */
  readonly objective: { readonly cost: number; readonly latency: number };
  /** Null: nothing is tried. */
  readonly explore: Explore | null;
  /** The share of conversations that new beliefs decide at first, 0 to 1. */
  readonly canary: number;
  readonly reward: RewardWeights;
}

export interface Explore {
  /** Of automatic requests, 0 to 0.5. */
  readonly share: number;
  /** What they may cost, of the whole tenant. */
  readonly limit: Limit;
  /** Nothing is tried that is expected to be worse than the best by more than this, on the scale of the objective. */
  readonly bound: number;
  /** How often a new model is tried before it is judged. */
  readonly probes: number;
}

/** How much each kind of feedback counts, 0 to 1; 0: not at all. */
export type RewardWeights = Readonly<
  Record<'correct' | 'rating' | 'switched' | 'regenerated' | 'abandoned' | 'weak', number>
>;

export interface Plan {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** At most this share of a user's last 100 automatic requests may think, 0 to 1; null: no cap. */
  readonly thinkingShare: number | null;
  /** What the router may spend on thinking for each key that has no such budget of its own; null: as much as it likes. */
  readonly escalation: Limit | null;
  /** Thinking is priced in the cost limits as they fill (`quota/pace.ts`). */
  readonly pace: boolean;
  /** As a URL parser writes it, so that a header can bear it; null: none. */
  readonly upgradeUrl: string | null;
}

/** A conversation and the route it must take: what the tenant holds the policy to. */
export interface RouteTest {
  readonly turns: NonEmpty<Turn>;
  /** The route that must be taken, the default route also where nothing matches; null: nothing may match. */
  readonly expect: string | null;
  /** Null: any effort will do. */
  readonly effort: 'instant' | 'thinking' | null;
}

/** When a client leaves: the call to the provider is ended, or read on to its usage. */
export type HangUpRule = 'cancel' | 'drain';

export interface Policy {
  readonly tenant: TenantId;
  /** The version in KV's metadata; 0 for a document that was put there without one. */
  readonly version: number;
  /** Changes whenever the document does, also where the version does not: SHA-256 of its text, empty outside of a store. */
  readonly revision: string;
  /** The day of the price book that some of its models are priced by; null: by none. */
  readonly priceBook: string | null;
  readonly default: string;
  readonly classifier: {
    readonly order: NonEmpty<ClassifierName>;
    readonly confidence: number;
    readonly deadlineMs: Milliseconds;
    readonly workersAi: { readonly model: string } | null;
    readonly remote: { readonly url: string; readonly model: string; readonly key: string | null } | null;
  };
  readonly routes: ReadonlyMap<string, Route>;
  readonly models: ReadonlyMap<string, Model>;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly plans: ReadonlyMap<string, Plan>;
  /** The whole tenant's; null when there is none. */
  readonly budget: Limit | null;
  readonly learning: Learning;
  readonly timeouts: Timeouts;
  readonly session: { readonly sticky: boolean; readonly idleMs: Milliseconds };
  readonly onHangup: HangUpRule;
  /** The next candidate goes on with a streamed answer that broke off. */
  readonly takeover: boolean;
  /** Of requests that are no longer than this, one that is late is not waited for alone; null: nobody is asked twice. */
  readonly hedge: { readonly maxInputTokens: Tokens } | null;
  readonly tests: readonly RouteTest[];
}
