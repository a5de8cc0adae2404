/**
 * The providers that follow Chat Completions. Where a row says nothing it is as `COMPATIBLE`, which asks for nothing that a
 * server of this kind may not know. Base URLs are those of each provider's own SDK.
 */

import type { Model, Thought } from '../../tenant/policy.ts';
import { shortHash } from '../short-hash.ts';
import { budgetOf, LEVELS, levelOf } from '../thought.ts';
import { FOUR, type Levels, nearest, openaiLevels, THREE, xaiLevels } from './levels.ts';
import type { ChatRow } from './row.ts';

const asIs = (id: string): string => id;
const effort =
  (levels: (id: string) => Levels) =>
  (thought: Thought, { id }: Model) => ({
    reasoning_effort: nearest(thought, levels(id)),
  });
const told = (levels: (id: string) => Levels) => ({ levels, thought: effort(levels) });

/** Servers that follow OpenAI (vLLM, Ollama, llama.cpp, LiteLLM, ...): all know `max_tokens`, few the newer name. */
export const COMPATIBLE: ChatRow = {
  // A policy of this kind must give a baseUrl; the schema sees to it.
  baseUrl: 'https://invalid',
  path: (_, endpoint) => `/${endpoint}`,
  keyHeader: 'authorization',
  outputCapField: 'max_tokens',
  asksForUsage: true,
  levels: () => LEVELS,
  // What a policy says of its own server stands; others' words are put in those that most servers know.
  thought: (thought, { thought: own }) => ({
    reasoning_effort: Object.values(own ?? {}).includes(thought) ? levelOf(thought) : nearest(thought, FOUR),
  }),
  quietBesideTools: () => false,
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
  renames: () => ({}),
  unknownInHistory: [],
  turns: 'free',
  refuses: () => [],
};

/** Of a provider that does not heed the newer name: the cap would be lost without a word. */
const OLD_CAP = { renames: () => ({ max_completion_tokens: 'max_tokens' }) };

/** Thoughts as they are shown: nobody of these reads them, and some refuse the message for them. */
const SHOWN_THOUGHTS = ['reasoning_content', 'reasoning', 'reasoning_details', 'thinking_blocks'];
/** What OpenAI's client hands back of an answer beside its words and calls. */
const OF_OPENAI = ['refusal', 'annotations', 'audio', 'function_call'];

/** gpt-5 and later, and the o series; not their chat variants, which do not think. */
const OPENAI_REASONS = /^(o\d|gpt-(?:[5-9]|\d\d))(?!.*chat)/;
/** "Unrecognized request argument supplied: reasoning_effort". */
const NEVER_REASONS = /^(gpt-(4|3\.5)|chatgpt-4)/;
/** What OpenAI's reasoning models answer 400 to: https://platform.openai.com/docs/guides/reasoning */
const NOT_WHILE_REASONING = [
  ...['temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'logprobs', 'top_logprobs', 'logit_bias'],
];

/** "Function tools with reasoning_effort are not supported … in /v1/chat/completions. … set reasoning_effort to 'none'." */
const QUIET_BESIDE_TOOLS = /^gpt-(5\.([4-9]|\d\d)|[6-9]|\d\d)(?!.*(chat|codex|pro))/;

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
  ...told(openaiLevels),
  quietBesideTools: (id) => QUIET_BESIDE_TOOLS.test(id),
  // The older name is an error there, and both mean the same.
  renames: ({ id }): Readonly<Record<string, string>> =>
    OPENAI_REASONS.test(id) ? { max_tokens: 'max_completion_tokens' } : {},
  unknownInHistory: SHOWN_THOUGHTS,
  refuses: ({ id }) =>
    OPENAI_REASONS.test(id) ? NOT_WHILE_REASONING : NEVER_REASONS.test(id) ? ['reasoning_effort'] : [],
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

/** As many tokens as `low` is worth. */
const LITTLE_THOUGHT = 2048;

/** https://docs.mistral.ai/api/ : unknown fields are refused with 422, `stream_options` among them. */
export const MISTRAL: ChatRow = {
  ...COMPATIBLE,
  baseUrl: 'https://api.mistral.ai/v1',
  levels: () => ['none', 'high'],
  // There is thought or none: `low` is what a policy says of an answer at once, where it says nothing.
  thought: (thought) => ({ reasoning_effort: budgetOf(thought) <= LITTLE_THOUGHT ? 'none' : 'high' }),
  asksForUsage: false,
  seedField: 'random_seed',
  takesTopK: false,
  anyTool: 'any',
  // https://docs.mistral.ai/capabilities/document_ai/document_qna
  takesFiles: 'documents',
  callId: mistralCallId,
  turns: 'bridged',
  // Its reasoning models stream content as an array of pieces, which OpenAI's client takes for text.
  verbatim: false,
  renames: () => ({ max_completion_tokens: 'max_tokens', seed: 'random_seed' }),
  unknownInHistory: [...SHOWN_THOUGHTS, ...OF_OPENAI],
  refuses: () => [
    ...['store', 'logit_bias', 'logprobs', 'top_logprobs', 'user', 'safety_identifier', 'service_tier', 'verbosity'],
    ...['modalities', 'web_search_options'],
  ],
};

/** https://api-docs.deepseek.com : JSON without a schema; within a tool loop the thoughts must come back. */
export const DEEPSEEK: ChatRow = {
  ...COMPATIBLE,
  ...OLD_CAP,
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

/** The variants of grok-4.20 that are named for it refuse any word about effort, and so do most before it. */
const GROK_FIXED = /^grok-(4\.20(-\d{4})?-(non-)?reasoning$|4(-\d{4}|-latest)?$|4(-1)?-fast|3(?!-mini)|code)/;

/** https://docs.x.ai/docs/api-reference */
export const XAI: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.x.ai/v1',
  outputCapField: 'max_completion_tokens',
  ...told(xaiLevels),
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
  levels: (id) => (/qwen/.test(id) ? ['none'] : THREE),
  // "reasoning_effort must be one of none or default", of Qwen.
  thought: (thought, model) =>
    /qwen/.test(model.id)
      ? { reasoning_effort: budgetOf(thought) === 0 ? 'none' : 'default' }
      : effort(() => THREE)(thought, model),
  outputCapField: 'max_completion_tokens',
  takesTopK: false,
  takesAudio: false,
  unknownInHistory: [...SHOWN_THOUGHTS.filter((name) => name !== 'reasoning'), ...OF_OPENAI],
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

export const TOGETHER: ChatRow = {
  ...COMPATIBLE,
  ...OLD_CAP,
  baseUrl: 'https://api.together.xyz/v1',
  takesAudio: false,
};

export const FIREWORKS: ChatRow = {
  ...COMPATIBLE,
  ...OLD_CAP,
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  takesAudio: false,
};

/** https://docs.perplexity.ai/api-reference/chat-completions-post : usage comes with every chunk, unasked. */
export const PERPLEXITY: ChatRow = {
  ...COMPATIBLE,
  ...OLD_CAP,
  ...told(() => ['minimal', ...THREE]),
  embeds: false,
  baseUrl: 'https://api.perplexity.ai',
  turns: 'alternate',
  asksForUsage: false,
  seedField: null,
  takesAudio: false,
};

/** https://inference-docs.cerebras.ai/resources/openai : these three are answered with 400. */
export const CEREBRAS: ChatRow = {
  ...COMPATIBLE,
  embeds: false,
  baseUrl: 'https://api.cerebras.ai/v1',
  ...told((id) => (/gpt-oss/.test(id) ? THREE : FOUR)),
  outputCapField: 'max_completion_tokens',
  takesTopK: false,
  takesPenalties: false,
  takesAudio: false,
  unknownInHistory: [...SHOWN_THOUGHTS.filter((name) => name !== 'reasoning'), ...OF_OPENAI],
  refuses: () => ['frequency_penalty', 'presence_penalty', 'logit_bias'],
};
