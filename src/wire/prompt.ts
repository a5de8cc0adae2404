/**
 * Prompt: a request in full, the same for every wire it may come by. It is read only where a request goes to a provider
 * of another wire: where both agree the body itself goes out, and nobody has to understand it.
 *
 * What a wire's reader cannot say in these terms it lists in `unsaid`, so that the client learns what was left out.
 */

import type { Signature } from '../part.ts';
import type { Tokens } from '../unit.ts';

/** The client marked the prompt up to here as worth caching. Providers that cache by themselves have no use for it. */
export interface CacheMark {
  /** As the client wrote it, `5m` or `1h`; null: the provider's own. */
  readonly ttl: string | null;
}

interface Markable {
  readonly cache?: CacheMark;
}

export interface TextContent extends Markable {
  readonly kind: 'text';
  readonly text: string;
}

/** Where the bytes of an image, a sound or a file are. `id` is a file that one provider keeps: `issuer` says which. */
export type Source =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'id'; readonly id: string; readonly issuer: 'openai' | 'anthropic' | 'google' };

interface ImageContent extends Markable {
  readonly kind: 'image';
  readonly source: Source;
  readonly detail: string | null;
}

interface AudioContent {
  readonly kind: 'audio';
  /** `wav`, `mp3`, … */
  readonly format: string;
  /** base64 */
  readonly data: string;
}

interface FileContent extends Markable {
  readonly kind: 'file';
  readonly source: Source;
  readonly name: string | null;
}

/** A call that the model made. */
interface CallContent extends Markable {
  readonly kind: 'call';
  readonly id: string;
  readonly name: string;
  /** The arguments' JSON as the model wrote it; `{}` when it wrote none. */
  readonly arguments: string;
  readonly signature: Signature | null;
}

/** What a tool answered. */
interface ResultContent extends Markable {
  readonly kind: 'result';
  readonly callId: string;
  /** The tool's name: taken from the call where the wire does not repeat it; null when no such call is in the prompt. */
  readonly name: string | null;
  readonly content: readonly (TextContent | ImageContent | FileContent)[];
  readonly isError: boolean;
}

/** A thought of the model's, as it was shown, and what its provider wants back with it. */
interface ReasoningContent {
  readonly kind: 'reasoning';
  readonly text: string;
  readonly signature: Signature | null;
}

/** A thought that was never shown. `id` where the provider names its items. */
interface SealedContent {
  readonly kind: 'sealed';
  readonly signature: Signature;
  readonly id: string | null;
}

export type UserContent = TextContent | ImageContent | AudioContent | FileContent;
export type AssistantContent = ReasoningContent | SealedContent | TextContent | CallContent;

/** `system` here is one that comes after the conversation has begun; those before it are `Prompt.instructions`. */
export type Message =
  | { readonly role: 'system'; readonly content: readonly TextContent[] }
  | { readonly role: 'user'; readonly content: readonly UserContent[]; readonly name: string | null }
  | { readonly role: 'assistant'; readonly content: readonly AssistantContent[] }
  | { readonly role: 'tool'; readonly content: readonly ResultContent[] };

export interface Tool extends Markable {
  readonly name: string;
  readonly description: string | null;
  /** JSON Schema of the arguments; an object without properties when the client gave none. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly strict: boolean | null;
}

export type ToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  | { readonly kind: 'tool'; readonly name: string };

export type Format =
  | { readonly kind: 'text' }
  /** Any JSON object. */
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema';
      readonly name: string;
      readonly description: string | null;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict: boolean | null;
    };

/** Null: the client said nothing, and nothing is sent. */
export interface Sampling {
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly frequencyPenalty: number | null;
  readonly presencePenalty: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[];
}

export interface Prompt {
  readonly instructions: readonly TextContent[];
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | null;
  /** Several calls in one answer; null: the client said nothing. */
  readonly parallelCalls: boolean | null;
  readonly format: Format;
  readonly sampling: Sampling;
  /** What the client itself asked of the model's thought. Null: nothing; the decision's effort then speaks. */
  readonly thought: {
    /** As its wire writes it: `low`, `high`, … */
    readonly level: string | null;
    /** 0 switches thought off. */
    readonly budget: Tokens | null;
  } | null;
  /** Fields of the body, by their paths, that have no place here. */
  readonly unsaid: readonly string[];
  /** What no other wire has a word for, and what cannot be left out without changing what the request means: noun phrases, `an answer in speech`. */
  readonly unsayable: readonly string[];
}
