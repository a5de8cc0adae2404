/**
 * Part: what an answer is made of, the same for every provider's dialect and every client's wire. A dialect reads its
 * provider's events into Parts; a wire writes Parts as its client expects them. In order, with nothing between them that
 * a client could miss:
 *
 *   start? (reasoning* signature? | sealed | text | refusal | source | call arguments* call_end | usage)* finish
 *
 * or `error` in place of the rest. Text and reasoning come in pieces of any length; neighbouring pieces of one kind
 * belong together. Calls may be interleaved: each piece names its call. `item` is what a provider of Responses calls the
 * item that a piece is of: a client that has seen it begin is told of its end by the same name.
 */

import type { Tokens } from './unit.ts';

/** Counts as the provider gave them. Unknown is undefined, not 0. */
export interface TokenUsage {
  /** Everything that was read: what came from the cache and what was written to it included. */
  readonly input: Tokens;
  /** Part of `input` that the provider read from its cache. */
  readonly cachedInput: Tokens | undefined;
  /** Part of `input` that the provider wrote to its cache, where that has a price of its own. */
  readonly cacheWrite: Tokens | undefined;
  /** Part of `cacheWrite` that is kept for an hour, which Anthropic bills apart. Absent where nobody tells it apart. */
  readonly cacheWrite1h?: Tokens | undefined;
  /** Part of `input` that was audio. */
  readonly audioInput: Tokens | undefined;
  /** Everything that was written, reasoning included, also where a provider counts it apart. */
  readonly output: Tokens;
  /** Part of `output` that was reasoning. */
  readonly reasoning: Tokens | undefined;
  /** Part of `output` that was audio. */
  readonly audioOutput: Tokens | undefined;
  /** Something of it is an estimate of ours, because a provider that broke off did not say. */
  readonly estimated?: true;
}

/**
 * Who signs thoughts. A signature is good with its issuer alone: another provider refuses it, or takes it for text.
 * Bedrock passes on Anthropic's.
 */
export type Issuer = 'anthropic' | 'google' | 'openai' | 'openrouter' | 'bedrock';

export interface Signature {
  readonly issuer: Issuer;
  /** Opaque, to be handed back as it is. */
  readonly value: string;
}

/** Why a model stopped. `other` is a reason that no client's wire has a word for. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'other';

export type Part =
  /** The answer has begun: a role, an id. No content: another candidate may still take over. */
  | { readonly kind: 'start'; readonly id: string | undefined; readonly model: string | undefined }
  /** `choice` only where it is not the first of several (`n` of Chat Completions). */
  | { readonly kind: 'text'; readonly text: string; readonly item?: string; readonly choice?: number }
  | { readonly kind: 'reasoning'; readonly text: string; readonly item?: string; readonly choice?: number }
  /** Signs the reasoning since the last signature, which may be none: the thought is then with the provider alone. */
  | { readonly kind: 'signature'; readonly signature: Signature }
  /** A thought that the provider does not show, to be handed back as it is. `id` where the provider names its items. */
  | { readonly kind: 'sealed'; readonly signature: Signature; readonly id?: string }
  /** `call` numbers the calls of an answer, from 0. `id` is never empty: a dialect makes one where its provider has none. */
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly id: string;
      readonly name: string;
      readonly signature?: Signature;
      readonly choice?: number;
    }
  /** A piece of the arguments' JSON. A call without any has the arguments `{}`. */
  | { readonly kind: 'arguments'; readonly call: number; readonly json: string; readonly choice?: number }
  | { readonly kind: 'call_end'; readonly call: number }
  /** What the text before it rests on. */
  | { readonly kind: 'source'; readonly url: string; readonly title: string | undefined; readonly cited?: string }
  | { readonly kind: 'refusal'; readonly text: string; readonly choice?: number }
  /** Spoken answer, base64 in the client's own format: only a dialect of the client's own wire sends it. */
  | { readonly kind: 'audio'; readonly data: string; readonly transcript: string }
  /** What one of the texts to be embedded has become, in their order. Of embeddings alone, which are never a stream. */
  | { readonly kind: 'vector'; readonly values: readonly number[] }
  /** What has been used so far; a later count replaces an earlier one. `running`: more is still being written. */
  | { readonly kind: 'usage'; readonly usage: TokenUsage; readonly running: boolean }
  /** The last part of a choice. `stopSequence` is the one of the client's that the model came to. */
  | {
      readonly kind: 'finish';
      readonly reason: FinishReason;
      readonly usage: TokenUsage | undefined;
      readonly stopSequence?: string;
      readonly choice?: number;
    }
  /** The provider's own message. `status` where it names one. */
  | { readonly kind: 'error'; readonly message: string; readonly status?: number };

const CONTENT: ReadonlySet<Part['kind']> = new Set([
  'text',
  'reasoning',
  'sealed',
  'call',
  'arguments',
  'source',
  'refusal',
  'audio',
  'vector',
]);

/** Once a part with content has reached the client nobody else can answer. Empty pieces are none. */
export function isContent(part: Part): boolean {
  if (!CONTENT.has(part.kind)) return false;
  return 'text' in part ? part.text !== '' : true;
}

/** The words that were produced, for an estimate should the usage never come. */
export function wordsOf(part: Part): string {
  switch (part.kind) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return part.text;
    case 'call':
      return part.name;
    case 'arguments':
      return part.json;
    case 'sealed':
      return part.signature.value;
    case 'audio':
      return part.transcript;
    default:
      return '';
  }
}
