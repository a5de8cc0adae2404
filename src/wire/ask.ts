/**
 * Ask: what a client asked for, the same for every wire it may speak. Made once, at the border, by `wire/<name>.ts`;
 * everything after it reads this and not the body.
 */

import type { Tokens } from '../unit.ts';
import type { Prompt } from './prompt.ts';

/** The wires that a client may speak; a provider's dialect may speak one of them too. */
export type WireName = 'chat' | 'responses' | 'messages' | 'embeddings';

/** How much thought an answer may cost. The ladder, dearest first, is thinking > instant > mini. */
export type Effort = 'thinking' | 'instant' | 'mini';

/** What a model must be able to do for this request to mean the same. These narrow the candidates. */
export type Need = 'tools' | 'vision' | 'audio' | 'json';

export type Modality = 'text' | 'image' | 'audio' | 'file';

/** The `model` field, read. A name may be a policy's model name or `<provider>/<id>`; only the policy can tell. */
export type ModelWish =
  | { readonly kind: 'auto'; readonly effort: Effort | null }
  | { readonly kind: 'route'; readonly route: string }
  | { readonly kind: 'model'; readonly name: string };

/** One message, reduced to the words in it. Content-part arrays are joined; images and audio are in `modality`. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
}

/** State that a provider keeps, so that nobody else can read it. */
export interface KeptState {
  /** The answer or the conversation that the request goes on from, by its provider's name for it. */
  readonly from: { readonly id: string; readonly field: string } | null;
  /** Items of the request are with the provider, by their names alone. */
  readonly refers: boolean;
  /** The provider is to keep the answer too: a later request may go on from it. */
  readonly keeps: boolean;
}

/** A request for embeddings in full, for a provider of another format. */
export interface Embeddable {
  /** Null: the client sent tokens, which nothing but its own tokenizer can turn into words again. */
  readonly texts: readonly string[] | null;
  /** How many numbers a vector is to have. */
  readonly dimensions: number | null;
  /** `float`, `base64`, or another provider's word. */
  readonly encoding: string;
  /** Fields that OpenAI's format does not have: a provider may know them (`input_type`). */
  readonly own: Readonly<Record<string, unknown>>;
}

/** What the model reads of a request that nobody says in it: it counts for length, and for nothing else. */
export interface Beside {
  /** Calls with their arguments, documents as text, and thoughts that go back to the model. */
  readonly texts: readonly string[];
  /** Documents whose text is not at hand (PDF): the bytes of each as far as they are in the request, else 0. */
  readonly documents: readonly number[];
}

export interface Ask {
  readonly wire: WireName;
  readonly model: ModelWish;
  /** The effort that `reasoning_effort` or the header `x-signalbox-effort` wishes for; the model's suffix is in `model`. */
  readonly effort: { readonly wish: Effort; readonly by: 'header' | 'reasoning_effort' } | null;
  readonly stream: boolean;
  /** The client itself asked for the usage chunk of a stream; else the one we ask for is held back from it. */
  readonly wantsUsage: boolean;
  readonly turns: readonly Turn[];
  readonly needs: readonly Need[];
  readonly modality: readonly Modality[];
  readonly beside?: Beside;
  /** How many images the messages hold: their tokens cannot be read off the text. */
  readonly images: number;
  /** Bytes of everything the model will read, the definitions of tools and schemas included. */
  readonly inputBytes: number;
  /** The client's own cap on the answer, for each of `choices`; null when it set none. */
  readonly outputLimit: Tokens | null;
  readonly choices: number;
  /**
   * Why only the model that answered last can go on, the strictest reason first; null when any can.
   *  - `tool_loop`: a tool has been called and the model has not spoken since;
   *  - `pending_call`: it made a call that nobody has answered, though the user has spoken since;
   *  - `provider_state`: the request holds or names state that its provider alone can read, such as a signed thought or
   *    `previous_response_id`.
   */
  readonly heldBy: 'tool_loop' | 'pending_call' | 'provider_state' | null;
  /** What its provider keeps of the conversation; absent where a request says nothing of it. */
  readonly state?: KeptState;
  /** The end user the body names, if it does. */
  readonly user: string | null;
  /** The body as the client sent it. Fields that no one here understands go on to a provider of the same wire. */
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * The request in full, in no wire's terms: for a provider that does not speak the client's. Made when it is first asked
   * for. Throws Refusal `invalid_request` for a body that only a provider of its own wire might understand.
   */
  readonly prompt: () => Prompt;
  /** Of a request for embeddings alone, which is no conversation and has no Prompt. */
  readonly embeddable?: Embeddable;
  /** Headers of the client's that a provider of its own wire is to see (`anthropic-beta`): a listed few, and no other. */
  readonly forwarded: Readonly<Record<string, string>>;
}
