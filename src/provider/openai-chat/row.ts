/** In what the providers that follow Chat Completions differ, as data: the quirks that a call has to respect. */

import type { Model, Thought } from '../../tenant/policy.ts';
import type { Turns } from './in-turns.ts';
import type { Levels } from './levels.ts';

type Endpoint = 'chat/completions' | 'embeddings';

export interface ChatRow {
  /** What stands before the endpoint's own path where a policy gives no `baseUrl`. */
  readonly baseUrl: string;
  /** What follows the base URL, query included. Every part that comes from a policy is encoded. */
  readonly path: (model: Model, endpoint: Endpoint) => string;
  readonly keyHeader: 'authorization' | 'api-key';
  /** The name of the output cap when the client sent none: newer OpenAI models refuse `max_tokens`. */
  readonly outputCapField: 'max_completion_tokens' | 'max_tokens';
  /** It has to be asked for the usage of a stream. Where not it sends it unasked, and may refuse the field. */
  readonly asksForUsage: boolean;
  /** The fields that tell a model how much to think, beside tools or without. */
  readonly thought: (thought: Thought, model: Model) => Readonly<Record<string, unknown>>;
  /** The words for effort that a model knows. */
  readonly levels: (id: string) => Levels;
  /** Beside tools it must be told not to think, and nothing else. */
  readonly quietBesideTools: (id: string) => boolean;
  /** Null: it takes none. */
  readonly seedField: 'seed' | 'random_seed' | null;
  readonly takesTopK: boolean;
  readonly takesPenalties: boolean;
  /** `described`: it knows JSON and no schema, so the schema is put to the model in words. */
  readonly schema: 'native' | 'described';
  /** What `tool_choice` calls "some tool, whichever". */
  readonly anyTool: 'required' | 'any';
  /** It reads PDF and other files that a message holds: their bytes, or also what a URL leads to; `documents`: as Mistral has them. */
  readonly takesFiles: 'none' | 'bytes' | 'urls' | 'documents';
  /** Files that OpenAI keeps are known to it by their ids. */
  readonly knowsFileIds: boolean;
  readonly takesAudio: boolean;
  /** Texts may be marked as worth caching, as Anthropic marks them. */
  readonly takesCacheMarks: boolean;
  /** Signed thoughts may be its own, whoever's name they bear: such a server may itself be a router. */
  readonly takesAnyThought: boolean;
  /** It wants the thoughts of earlier turns back, in this field. */
  readonly thoughtsBack: 'reasoning_content' | 'reasoning_details' | null;
  /** The id of a call as this provider will have it. */
  readonly callId: (id: string) => string;
  /** Fields that it has under another name: `from` -> `to`. The client's `to` wins where it has both. */
  readonly renames: (model: Model) => Readonly<Record<string, string>>;
  /** Fields of an assistant's message that it refuses, though others hand them out and clients hand them back. */
  readonly unknownInHistory: readonly string[];
  /** The order of messages that it demands. */
  readonly turns: Turns;
  /** Its streams suit OpenAI's official client as they are. */
  readonly verbatim: boolean;
  /** It has an endpoint for embeddings. */
  readonly embeds: boolean;
  /** Parameters that `model` refuses, so that a request which was meant for another can be sent to it. */
  readonly refuses: (model: Model) => readonly string[];
}
