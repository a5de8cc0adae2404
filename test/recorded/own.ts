/**
 * Streams of our own in every format, since the recordings are of ASCII nearly all: words of several scripts, emoji that
 * are joined of several, marks that combine with the letter before, and pairs of surrogates whose halves come in two
 * pieces, as text and as escapes within a call's arguments.
 */

import { SENDERS, type Sender } from './table.ts';

/** The halves of 🌍 come one by one; JSON writes them as escapes. */
const PIECES = [
  'Grüße, ',
  '信号所',
  ' 🚦',
  '👩\u200d',
  '🚒 e',
  '\u0301',
  ' 한글 \ud83c',
  '\udf0d\u2028',
  'שלום',
  '"\\\n',
];
const THOUGHTS = ['仔细', '想想 🤔'];
export const SAID = { text: PIECES.join(''), reasoning: THOUGHTS.join('') };

/** A call's JSON: escapes cut within themselves and between their halves, and halves that stand for themselves. */
const JSON_PIECES = ['{"城市":"Zü', 'rich \\ud', '83d', '\\ude00', ' 👩', '\u200d🚒', '\ud83c', '\udf0d', '"}'];
export const ARGUMENTS: unknown = JSON.parse(JSON_PIECES.join(''));

const NAME = 'look';
const ID = 'call_own';

const chunk = (delta: object, rest: object = {}) => ({
  ...{ id: 'chatcmpl-own', object: 'chat.completion.chunk', created: 1, model: 'own' },
  choices: [{ index: 0, delta, finish_reason: null, ...rest }],
});
const CHAT: readonly object[] = [
  chunk({ role: 'assistant', content: '' }),
  ...THOUGHTS.map((reasoning_content) => chunk({ reasoning_content })),
  ...PIECES.map((content) => chunk({ content })),
  chunk({ tool_calls: [{ index: 0, id: ID, type: 'function', function: { name: NAME, arguments: '' } }] }),
  ...JSON_PIECES.map((json) => chunk({ tool_calls: [{ index: 0, function: { arguments: json } }] })),
  chunk({}, { finish_reason: 'tool_calls' }),
  {
    ...{ ...chunk({}), choices: [] },
    usage: {
      ...{ prompt_tokens: 20, completion_tokens: 10, total_tokens: 30, prompt_tokens_details: { cached_tokens: 5 } },
      completion_tokens_details: { reasoning_tokens: 4 },
    },
  },
];

const block = (index: number, content_block: object, deltas: readonly object[]) => [
  { type: 'content_block_start', index, content_block },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const ANTHROPIC: readonly object[] = [
  {
    type: 'message_start',
    message: {
      ...{ id: 'msg_own', type: 'message', role: 'assistant', model: 'own', content: [], stop_reason: null },
      ...{ stop_sequence: null, usage: { input_tokens: 15, cache_read_input_tokens: 5, output_tokens: 1 } },
    },
  },
  ...block(0, { type: 'thinking', thinking: '', signature: '' }, [
    ...THOUGHTS.map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: 'c2lnbmVk' },
  ]),
  ...block(
    1,
    { type: 'text', text: '' },
    PIECES.map((text) => ({ type: 'text_delta', text })),
  ),
  ...block(
    2,
    { type: 'tool_use', id: ID, name: NAME, input: {} },
    JSON_PIECES.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
  ),
  {
    ...{ type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null } },
    usage: { output_tokens: 10, output_tokens_details: { thinking_tokens: 4 } },
  },
  { type: 'message_stop' },
];

const begun = { id: 'resp_own', object: 'response', created_at: 1, model: 'own', status: 'in_progress', output: [] };
const thought = { id: 'rs_own', type: 'reasoning', summary: [{ type: 'summary_text', text: SAID.reasoning }] };
const said = { type: 'output_text', text: SAID.text, annotations: [], logprobs: [] };
const message = { id: 'msg_own', type: 'message', role: 'assistant', status: 'completed', content: [said] };
const called = {
  ...{ id: 'fc_own', type: 'function_call', status: 'completed', call_id: ID, name: NAME },
  arguments: JSON_PIECES.join(''),
};
const inSummary = { item_id: 'rs_own', output_index: 0, summary_index: 0 };
const inText = { item_id: 'msg_own', output_index: 1, content_index: 0 };
const inCall = { item_id: 'fc_own', output_index: 2 };
const RESPONSES: readonly object[] = [
  { type: 'response.created', response: begun },
  { type: 'response.output_item.added', output_index: 0, item: { ...thought, summary: [] } },
  { type: 'response.reasoning_summary_part.added', ...inSummary, part: { type: 'summary_text', text: '' } },
  ...THOUGHTS.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...inSummary, delta })),
  { type: 'response.reasoning_summary_text.done', ...inSummary, text: SAID.reasoning },
  { type: 'response.reasoning_summary_part.done', ...inSummary, part: thought.summary[0] },
  { type: 'response.output_item.done', output_index: 0, item: thought },
  { type: 'response.output_item.added', output_index: 1, item: { ...message, status: 'in_progress', content: [] } },
  { type: 'response.content_part.added', ...inText, part: { ...said, text: '' } },
  ...PIECES.map((delta) => ({ type: 'response.output_text.delta', ...inText, delta, logprobs: [] })),
  { type: 'response.output_text.done', ...inText, text: SAID.text, logprobs: [] },
  { type: 'response.content_part.done', ...inText, part: said },
  { type: 'response.output_item.done', output_index: 1, item: message },
  { type: 'response.output_item.added', output_index: 2, item: { ...called, status: 'in_progress', arguments: '' } },
  ...JSON_PIECES.map((delta) => ({ type: 'response.function_call_arguments.delta', ...inCall, delta })),
  { type: 'response.function_call_arguments.done', ...inCall, arguments: called.arguments },
  { type: 'response.output_item.done', output_index: 2, item: called },
  {
    type: 'response.completed',
    response: {
      ...{ ...begun, status: 'completed', output: [thought, message, called] },
      usage: {
        ...{ input_tokens: 20, input_tokens_details: { cached_tokens: 5 }, total_tokens: 30 },
        ...{ output_tokens: 10, output_tokens_details: { reasoning_tokens: 4 } },
      },
    },
  },
].map((event, at) => ({ ...event, sequence_number: at }));

const candidate = (parts: readonly object[], rest: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...rest }],
  usageMetadata: {
    ...{ promptTokenCount: 20, cachedContentTokenCount: 5, candidatesTokenCount: 6, thoughtsTokenCount: 4 },
    totalTokenCount: 30,
  },
  ...{ modelVersion: 'own', responseId: 'own' },
});
const GEMINI: readonly object[] = [
  ...THOUGHTS.map((text) => candidate([{ text, thought: true }])),
  ...PIECES.map((text) => candidate([{ text }])),
  candidate([{ functionCall: { id: ID, name: NAME, args: ARGUMENTS } }]),
  candidate([{ text: '' }], { finishReason: 'STOP' }),
];

const content = (index: number, content: object) => ({ type: 'content-delta', index, delta: { message: { content } } });
const COHERE: readonly object[] = [
  { id: 'own', type: 'message-start', delta: { message: { role: 'assistant', content: [] } } },
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'thinking', thinking: '' } } } },
  ...THOUGHTS.map((thinking) => content(0, { thinking })),
  { type: 'content-end', index: 0 },
  { type: 'content-start', index: 1, delta: { message: { content: { type: 'text', text: '' } } } },
  ...PIECES.map((text) => content(1, { text })),
  { type: 'content-end', index: 1 },
  {
    ...{ type: 'tool-call-start', index: 0 },
    delta: { message: { tool_calls: { id: ID, type: 'function', function: { name: NAME, arguments: '' } } } },
  },
  ...JSON_PIECES.map((json) => ({
    ...{ type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: json } } } } },
  })),
  { type: 'tool-call-end', index: 0 },
  {
    type: 'message-end',
    delta: { finish_reason: 'TOOL_CALL', usage: { tokens: { input_tokens: 20, output_tokens: 10 } } },
  },
];

const delta = (contentBlockIndex: number, piece: object) => ({
  contentBlockDelta: { contentBlockIndex, delta: piece },
});
const BEDROCK: readonly object[] = [
  { messageStart: { role: 'assistant' } },
  ...THOUGHTS.map((text) => delta(0, { reasoningContent: { text } })),
  { contentBlockStop: { contentBlockIndex: 0 } },
  ...PIECES.map((text) => delta(1, { text })),
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: ID, name: NAME } } } },
  ...JSON_PIECES.map((input) => delta(2, { toolUse: { input } })),
  { contentBlockStop: { contentBlockIndex: 2 } },
  { messageStop: { stopReason: 'tool_use' } },
  {
    metadata: {
      usage: { inputTokens: 15, outputTokens: 10, totalTokens: 30, cacheReadInputTokens: 5 },
      metrics: { latencyMs: 1 },
    },
  },
];

const written = (events: readonly object[]) => events.map((event) => JSON.stringify(event));

export interface Own {
  readonly title: string;
  readonly sender: Sender;
  readonly events: readonly string[];
}

export const OWN: readonly Own[] = [
  { title: 'Chat Completions', sender: SENDERS.chat, events: written(CHAT) },
  { title: 'Anthropic', sender: SENDERS.anthropic, events: written(ANTHROPIC) },
  { title: 'Responses', sender: SENDERS.responses, events: written(RESPONSES) },
  { title: 'Gemini', sender: SENDERS.gemini, events: written(GEMINI) },
  { title: 'Cohere', sender: SENDERS.cohere, events: written(COHERE) },
  { title: 'Bedrock', sender: SENDERS.bedrock, events: written(BEDROCK) },
];
