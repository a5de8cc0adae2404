/**
 * What calling out means. A dialect is the pure part: Ask -> call, provider's bytes -> readings. A target is one model
 * with all that a call to it needs. Beside this file stand the dialects, the table of kinds, and failover.
 */

import type { Decision } from '../route/decision.ts';
import type { Model, Timeouts } from '../tenant/policy.ts';
import type { Tokens } from '../unit.ts';
import type { Ask } from '../wire/ask.ts';

/** One model, ready to be called. `secret` is null for a provider that needs none. */
export interface Target {
  readonly model: Model;
  readonly secret: string | null;
  readonly timeouts: Timeouts;
}

/** What is asked of whichever target answers. */
export interface Order {
  readonly ask: Ask;
  readonly decision: Decision;
  /** The cap on each choice's answer that the ledger holds money for; null: none is sent but the client's own. */
  readonly outputCap: Tokens | null;
}

export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Counts as the provider gave them. Unknown is undefined, not 0. */
export interface ProviderUsage {
  readonly input: Tokens;
  readonly cachedInput: Tokens | undefined;
  /** Reasoning included, also where a provider counts it apart. */
  readonly output: Tokens;
  readonly reasoning: Tokens | undefined;
}

/** What one event of a stream, or one whole answer, says. */
export interface Reading {
  /** Text, reasoning, a refusal or a tool call: once it has reached the client, nobody else can answer. */
  readonly content: boolean;
  /** The words produced, for an estimate should the usage never come. */
  readonly text: string;
  /** The choices, by index, of which the model said why it stopped. */
  readonly finished: readonly number[];
  /** The stream's own end mark. */
  readonly done: boolean;
  readonly usage: ProviderUsage | null;
  /** Nothing but usage: the chunk that is held back from a client that did not ask for it. */
  readonly usageOnly: boolean;
  /** The provider's own message, when this is an error and not an answer. */
  readonly error: string | null;
}

export interface Dialect {
  readonly call: (target: Target, order: Order) => Call;
  /** `data` is one SSE event's. Null: it cannot be read as this dialect. */
  readonly readEvent: (data: string) => Reading | null;
  readonly readWhole: (body: string) => Reading | null;
}
