/**
 * The recordings of `../shared/fixtures/streams`, each with the kind of provider that sent it, how that provider frames
 * its events, and the package of the AI SDK that reads it beside us.
 */

import type { Dialect } from '../../src/provider/contract.ts';
import { rowOf } from '../../src/provider/table.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import { bedrockStream } from '../support/event-stream.ts';
import type { OracleProvider, Told } from '../support/oracle.ts';
import { chatStream, geminiStream, namedStream } from '../support/recording.ts';

/** Who sends a stream, and how. */
export interface Sender {
  readonly kind: ProviderKind;
  readonly dialect: Dialect;
  /** Messages of AWS, or Server-Sent Events. */
  readonly frame: (events: readonly string[]) => string | Uint8Array;
  readonly oracle: OracleProvider;
  /** How many events a whole answer may lack at its end, the end mark `[DONE]` not counted. */
  readonly spare: number;
}

/** What a client is told otherwise than the oracle, on purpose. */
export interface Difference {
  readonly told: { readonly usage?: Partial<Told['usage']>; readonly reasoning?: string };
  /** Only where the stream is written anew, or where it goes out as it came to a client of this title. */
  readonly only?: 'translated' | 'ai with @ai-sdk/openai';
  readonly because: string;
}

export interface Recorded extends Sender {
  readonly name: string;
  readonly differs: readonly Difference[];
  /** Calls come without ids, and whoever reads them makes some up. */
  readonly hasNoIds?: boolean;
}

function dialectOf(kind: ProviderKind, wire: 'chat' | 'responses' | 'messages' = 'chat'): Dialect {
  const found = rowOf(kind);
  if (found === undefined) throw new Error(`No provider is of the kind ${kind}.`);
  return found.dialect(wire);
}

const bedrock: Sender = {
  ...{ kind: 'amazon-bedrock', dialect: dialectOf('amazon-bedrock'), frame: bedrockStream },
  ...{ oracle: 'amazon-bedrock', spare: 1 },
};
const anthropic: Sender = {
  ...{ kind: 'anthropic', dialect: dialectOf('anthropic', 'messages'), frame: namedStream },
  ...{ oracle: 'anthropic', spare: 1 },
};
const cohere: Sender = {
  ...{ kind: 'cohere', dialect: dialectOf('cohere'), frame: namedStream, oracle: 'cohere', spare: 0 },
};
const gemini: Sender = {
  ...{ kind: 'google', dialect: dialectOf('google'), frame: geminiStream, oracle: 'google', spare: 0 },
};
const responses: Sender = {
  ...{ kind: 'openai', dialect: dialectOf('openai', 'responses'), frame: namedStream },
  ...{ oracle: 'open-responses', spare: 0 },
};
const chat = (kind: ProviderKind, oracle: OracleProvider, spare: number): Sender => ({
  ...{ kind, dialect: dialectOf(kind), frame: chatStream, oracle, spare },
});

export const SENDERS = {
  bedrock,
  anthropic,
  cohere,
  gemini,
  responses,
  chat: chat('openai-compatible', 'openai-compatible', 1),
};

const NO_CACHE: Difference = {
  told: { usage: { cachedInput: undefined } },
  because: 'the recording says nothing of a cache, and the AI SDK takes that for nought',
};

export const TABLE: readonly Recorded[] = [
  { name: 'amazon-bedrock.amazon-bedrock-text', ...bedrock, differs: [NO_CACHE] },
  { name: 'anthropic.anthropic-text', ...anthropic, differs: [] },
  { name: 'anthropic.anthropic-clear-thinking.1', ...anthropic, differs: [] },
  { name: 'anthropic.anthropic-tool-no-args', ...anthropic, differs: [] },
  {
    ...{ name: 'cohere.cohere-text', ...cohere },
    differs: [
      {
        told: { usage: { input: 12, output: 7 } },
        because: 'Cohere bills the client’s own words; the AI SDK counts those that Cohere adds to them as well',
      },
    ],
  },
  { name: 'deepseek.deepseek-tool-call', ...chat('deepseek', 'deepseek', 0), differs: [] },
  { name: 'google.google-text', ...gemini, differs: [NO_CACHE] },
  { name: 'google.google-tool-call', ...gemini, differs: [NO_CACHE], hasNoIds: true },
  { name: 'mistral.mistral-text', ...chat('mistral', 'mistral', 0), differs: [] },
  {
    ...{ name: 'open-responses-responses.lmstudio-tool-call.1', ...responses },
    differs: [
      {
        ...{ told: { reasoning: '' }, only: 'ai with @ai-sdk/openai' },
        because:
          'a client made for OpenAI’s own models reads summaries of thoughts, and none of the thoughts themselves',
      },
    ],
  },
  { name: 'openai.azure-model-router.1', ...chat('azure-openai', 'openai', 1), differs: [] },
  {
    ...{ name: 'xai.xai-text', ...chat('xai', 'openai-compatible', 1) },
    differs: [
      {
        ...{ told: { usage: { output: 291 } }, only: 'translated' },
        because: 'xAI counts 290 tokens of thought apart from the one of its answer, and only the total tells',
      },
    ],
  },
];

const toBytes = new TextEncoder();
export const bytesOf = (framed: string | Uint8Array): Uint8Array =>
  typeof framed === 'string' ? toBytes.encode(framed) : framed;
