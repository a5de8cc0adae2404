/**
 * What calling out means. A dialect is the pure part: Ask -> call, provider's events -> Parts. A target is one model with
 * all that a call to it needs. Beside this file stand the dialects, the table of kinds, and failover.
 */

import type { Part } from '../part.ts';
import type { Decision } from '../route/decision.ts';
import type { Model, Timeouts } from '../tenant/policy.ts';
import type { Tokens } from '../unit.ts';
import type { Ask, Embeddable, WireName } from '../wire/ask.ts';
import type { Prompt } from '../wire/prompt.ts';

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
  /** Fields of the client's request, by their paths, that this provider is not sent because it has no word for them. */
  readonly dropped: readonly string[];
}

/** One event of a provider's stream, whatever frames it. */
export interface ProviderEvent {
  /** SSE's `event:`, Bedrock's `:event-type`; null where the provider gives none. */
  readonly name: string | null;
  readonly data: string;
}

/** What one event says. */
export interface Reading {
  readonly parts: readonly Part[];
  /** The stream's own end: `finish` has been read, and nothing else will come. */
  readonly done: boolean;
  /** Nothing but usage: the chunk that is held back from a client that did not ask for it. */
  readonly usageOnly: boolean;
  /** Holds content that no Part tells of, such as a tool of the provider's own at work: nobody else can answer any more. */
  readonly works?: boolean;
  /** The event's own number, where the format counts its events. */
  readonly sequence?: number | undefined;
}

/** Reads one stream. It remembers what the events before have said. */
export interface StreamReader {
  /** Null: it cannot be read as this dialect. */
  readonly read: (event: ProviderEvent) => Reading | null;
  /** The stream ended without its end mark: what is then left to say, if the answer is whole all the same; null: it is cut. */
  readonly end: () => readonly Part[] | null;
}

export interface Dialect {
  /** The wire whose bodies this dialect sends as they are, but for the model's name and what the router adds. */
  readonly speaks: WireName | null;
  /** Its answers go to a client of that wire as they come. False where they are known to break that wire's official clients. */
  readonly verbatim: boolean;
  readonly framing: 'sse' | 'aws-event-stream';
  /**
   * What a request of another wire requires that this provider has no word for, and that cannot be left out without
   * changing what the request means: noun phrases, `sound in a prompt`. What the policy says that a model can do is not
   * its concern.
   */
  readonly lacks: (prompt: Prompt, model: Model) => readonly string[];
  /** The same of a request for embeddings; absent where there are none but in OpenAI's format, or none at all. */
  readonly lacksToEmbed?: (embeddable: Embeddable, model: Model) => readonly string[];
  readonly call: (target: Target, order: Order) => Call | Promise<Call>;
  readonly reader: (target: Target, order: Order) => StreamReader;
  /** A whole answer, its `finish` or `error` included. Null: it cannot be read as this dialect. */
  readonly readWhole: (body: string, target: Target, order: Order) => readonly Part[] | null;
}
