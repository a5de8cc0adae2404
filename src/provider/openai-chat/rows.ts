/**
 * The providers that follow Chat Completions. Where a row says nothing it is as `COMPATIBLE`, which asks for nothing that a
 * server of this kind may not know. Base URLs are those of each provider's own SDK.
 */

import type { Model, Thought } from '../../tenant/policy.ts';
import { shortHash } from '../short-hash.ts';
import { budgetOf, levelOf } from '../thought.ts';
import type { ChatRow } from './row.ts';

const asIs = (id: string): string => id;
const effort = (thought: Thought) => ({ reasoning_effort: levelOf(thought) });

/** Servers that follow OpenAI (vLLM, Ollama, llama.cpp, LiteLLM, ...): all know `max_tokens`, few the newer name. */
export const COMPATIBLE: ChatRow = {
  // A policy of this kind must give a baseUrl; the schema sees to it.
  baseUrl: 'https://invalid',
  path: (_, endpoint) => `/${endpoint}`,
  keyHeader: 'authorization',
  outputCapField: 'max_tokens',
  asksForUsage: true,
  thought: effort,
  seedField: 'seed',
  takesTopK: true,
  takesPenalties: true,
  schema: 'native',
  anyTool: 'required',
  takesFiles: 'none',
  knowsFileIds: false,
  takesAudio: true,
  takesCacheMarks: false,
  takesAnyThought: false,
  thoughtsBack: null,
  callId: asIs,
  verbatim: true,
  embeds: true,
  refuses: () => [],
};

/** gpt-5 and later, and the o series; not their chat variants, which do not think. */
const OPENAI_REASONS = /^(o\d|gpt-(?:[5-9]|\d\d))(?!.*chat)/;
/** What OpenAI's reasoning models answer 400 to: https://platform.openai.com/docs/guides/reasoning */
const NOT_WHILE_REASONING = [
  ...['temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'logprobs', 'top_logprobs', 'logit_bias'],
];

/** "string too long. Expected a string with maximum length 40", answers OpenAI. */
const openaiCallId = (id: string): string => (id.length <= 40 ? id : `call_${shortHash(id, 13)}`);

export const OPENAI: ChatRow = {
  ...COMPATIBLE,
  baseUrl: 'https://api.openai.com/v1',
  outputCapField: 'max_completion_tokens',
  takesTopK: false,
  takesFiles: 'bytes',
  knowsFileIds: true,
  callId: openaiCallId,
  refuses: ({ id }) => (OPENAI_REASONS.test(id) ? NOT_WHILE_REASONING : []),
};

/** `v1` and `preview` are versions of the endpoint that takes the deployment in the body, as OpenAI takes a model. */
const UNDATED = /^(v1|preview|latest)$/;

/** https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle */
export const AZURE: ChatRow = {
  ...OPENAI,
  path: ({ id, provider }: Model, endpoint) => {
    const version = provider.apiVersion ?? '';
    const base = (provider.baseUrl ?? '').endsWith('/openai') ? '' : '/openai';
    return UNDATED.test(version)
      ? `${base}/v1/${endpoint}${version === 'v1' ? '' : `?api-version=${encodeURIComponent(version)}`}`
      : `${base}/deployments/${encodeURIComponent(id)}/${endpoint}?api-version=${encodeURIComponent(version)}`;
  },
  keyHeader: 'api-key',
  knowsFileIds: false,
};

/** Ids of calls are nine letters or digits, and the same id must become the same nine each time. */
const mistralCallId = (id: string): string => (/^[A-Za-z0-9]{9}$/.test(id) ? id : shortHash(id, 9));

/** https://docs.mistral.ai/api/ : unknown fields are refused with 422, `stream_options` among them. */
export const MISTRAL: ChatRow = {
  ...COMPATIBLE,
  baseUrl: 'https://api.mistral.ai/v1',
  asksForUsage: false,
  seedField: 'random_seed',
  takesTopK: false,
  anyTool: 'any',
  // https://docs.mistral.ai/capabilities/document_ai/document_qna
  takesFiles: 'documents',
  callId: mistralCallId,
  // Its reasoning models stream content as an array of pieces, which OpenAI's client takes for text.
  verbatim: false,
};

/** https://api-docs.deepseek.com : JSON without a schema; within a tool loop the thoughts must come back. */
export const DEEPSEEK: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.deepseek.com',
  thought: (thought) =>
    budgetOf(thought) === 0
      ? { thinking: { type: 'disabled' } }
      : {
          thinking: { type: 'enabled' },
          reasoning_effort: budgetOf(thought) > 16_384 ? 'max' : budgetOf(thought) > 4096 ? 'high' : 'low',
        },
  seedField: null,
  takesTopK: false,
  takesPenalties: false,
  schema: 'described',
  takesAudio: false,
  thoughtsBack: 'reasoning_content',
};

/** The variants of grok-4.20 that are named for it refuse any word about effort. */
const GROK_FIXED = /^grok-4\.20(-\d{4})?-(non-)?reasoning$/;

/** https://docs.x.ai/docs/api-reference */
export const XAI: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.x.ai/v1',
  outputCapField: 'max_completion_tokens',
  takesTopK: false,
  takesAudio: false,
  refuses: ({ id, thought }) => [
    ...(GROK_FIXED.test(id) ? ['reasoning_effort'] : []),
    // Its reasoning models refuse these: https://docs.x.ai/docs/guides/reasoning
    ...(thought === null ? [] : ['frequency_penalty', 'presence_penalty', 'stop']),
  ],
};

export const GROQ: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.groq.com/openai/v1',
  outputCapField: 'max_completion_tokens',
  takesTopK: false,
  takesAudio: false,
  refuses: () => ['logprobs', 'top_logprobs', 'logit_bias'],
};

/** https://openrouter.ai/docs/api-reference/overview */
export const OPENROUTER: ChatRow = {
  ...COMPATIBLE,
  baseUrl: 'https://openrouter.ai/api/v1',
  thought: (thought) =>
    'budget' in thought
      ? { reasoning: thought.budget === 0 ? { enabled: false } : { max_tokens: thought.budget } }
      : { reasoning: { effort: thought.level } },
  takesFiles: 'urls',
  // https://openrouter.ai/docs/features/prompt-caching
  takesCacheMarks: true,
  thoughtsBack: 'reasoning_details',
};

export const TOGETHER: ChatRow = { ...COMPATIBLE, baseUrl: 'https://api.together.xyz/v1', takesAudio: false };

export const FIREWORKS: ChatRow = {
  ...COMPATIBLE,
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  takesAudio: false,
};

/** https://docs.perplexity.ai/api-reference/chat-completions-post : usage comes with every chunk, unasked. */
export const PERPLEXITY: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.perplexity.ai',
  asksForUsage: false,
  seedField: null,
  takesAudio: false,
};

/** https://inference-docs.cerebras.ai/resources/openai : these three are answered with 400. */
export const CEREBRAS: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.cerebras.ai/v1',
  outputCapField: 'max_completion_tokens',
  takesTopK: false,
  takesPenalties: false,
  takesAudio: false,
  refuses: () => ['frequency_penalty', 'presence_penalty', 'logit_bias'],
};
