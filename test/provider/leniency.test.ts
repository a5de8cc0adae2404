/** What a wrong field spoils in the answers of those who speak a wire of our own (see `spoils.ts`). */

import { anthropicReader, readWholeMessage } from '../../src/provider/anthropic/reader.ts';
import { chatReader } from '../../src/provider/openai-chat/reader.ts';
import { readWholeResponses, responsesReader } from '../../src/provider/openai-responses/reader.ts';
import { alone, check, streamed } from './spoils.ts';

const URL = 'https://a.example';
const CITED = { type: 'url_citation', url: URL };

check(
  'a chunk of Chat Completions',
  streamed(() => chatReader(1)),
  {
    id: 'i',
    model: 'm',
    choices: [
      {
        index: 1,
        finish_reason: 'stop',
        delta: {
          content: 'Hi',
          reasoning: 'Hm',
          refusal: 'No',
          reasoning_details: [{ text: 't', data: 'd', format: 'openai', id: 'r' }],
          audio: { data: 'AA', transcript: 'a' },
          annotations: [{ url_citation: { url: URL, title: 'A', content: 'c' } }],
          tool_calls: [{ index: 4, id: 'c', function: { name: 'f', arguments: '{}' } }],
        },
      },
    ],
    usage: {
      ...{ prompt_tokens: 9, completion_tokens: 5, total_tokens: 20 },
      prompt_tokens_details: { cached_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 2 },
    },
  },
  [
    ...alone('text', 'id', 'model', 'choices.0.delta.reasoning', 'choices.0.delta.refusal'),
    ...alone('text', 'choices.0.delta.tool_calls.0.id', 'choices.0.delta.tool_calls.0.function.name'),
    ...alone('text', 'choices.0.delta.reasoning_details.0.data', 'choices.0.delta.reasoning_details.0.format'),
    ...alone('text', 'choices.0.delta.annotations.0.url_citation.title', 'choices.0.delta.audio.data'),
    ...alone('object', 'choices.0.delta.tool_calls.0.function', 'choices.0.delta.audio', 'usage'),
    ...alone('list', 'choices.0.delta.tool_calls', 'choices.0.delta.annotations', 'choices.0.delta.reasoning_details'),
    ...alone('number', 'choices.0.index'),
    ['choices.0.delta.tool_calls.0', 'object', 'choices.0.delta.tool_calls'],
    ['choices.0.delta.annotations.0.url_citation.url', 'text', 'choices.0.delta.annotations'],
    ['choices.0.delta.reasoning_details.0', 'object', 'choices.0.delta.reasoning_details'],
    ['usage.prompt_tokens', 'count', 'usage'],
    ['usage.total_tokens', 'count', 'usage'],
    ['usage.prompt_tokens_details.cached_tokens', 'count', 'usage'],
    ['usage.completion_tokens_details', 'object', 'usage'],
    ['choices.0.delta', 'object', ''],
    ['choices.0', 'object', ''],
    ['choices', 'list', ''],
  ],
);

check(
  'the first calls of Chat Completions',
  streamed(() => chatReader(1)),
  { choices: [{ delta: { function_call: { name: 'f', arguments: '{}' } } }] },
  [
    ['choices.0.delta.function_call.name', 'text', 'choices.0.delta.function_call'],
    ['choices.0.delta.function_call.arguments', 'text', 'choices.0.delta.function_call'],
  ],
);

check(
  'a beginning of Anthropic’s',
  streamed(anthropicReader),
  {
    type: 'message_start',
    message: {
      ...{ id: 'm', model: 'x' },
      usage: {
        ...{ input_tokens: 3, output_tokens: 5, cache_read_input_tokens: 2 },
        ...{ cache_creation: { ephemeral_1h_input_tokens: 1 }, output_tokens_details: { thinking_tokens: 1 } },
      },
    },
  },
  [
    ...alone('text', 'message.id', 'message.model'),
    ...alone('count', 'message.usage.cache_read_input_tokens', 'message.usage.output_tokens_details.thinking_tokens'),
    ...alone('object', 'message', 'message.usage', 'message.usage.cache_creation'),
    ['message.usage.input_tokens', 'count', 'message.usage'],
    ['type', 'text', ''],
  ],
);

check(
  'a piece of Anthropic’s',
  streamed(anthropicReader),
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
  [...alone('text', 'delta.type', 'delta.text'), ...alone('object', 'delta')],
);

check(
  'a message of Anthropic’s',
  readWholeMessage,
  {
    ...{ type: 'message', id: 'm', model: 'x', stop_reason: 'tool_use', stop_sequence: 's' },
    content: [
      { type: 'text', text: 'Hi', citations: [{ url: URL, title: 'A', cited_text: 'c' }] },
      { type: 'thinking', thinking: 'Hm', signature: 's' },
      { type: 'tool_use', id: 't', name: 'f', input: {} },
    ],
    usage: { input_tokens: 3, output_tokens: 5 },
  },
  [
    ...alone('text', 'id', 'stop_reason', 'stop_sequence', 'content.0.text', 'content.1.signature', 'content.2.name'),
    ...alone('text', 'content.0.citations.0.url', 'content.0.citations.0.cited_text'),
    ...alone('list', 'content', 'content.0.citations'),
    ['content.0.citations.0', 'object', 'content.0.citations'],
    ['content.0.type', 'text', 'content'],
    ['content.1', 'object', 'content'],
    ['usage.output_tokens', 'count', 'usage'],
    ['type', 'text', ''],
  ],
);

check(
  'an event of Responses',
  streamed(responsesReader),
  { type: 'response.output_item.added', sequence_number: 4, item: { type: 'function_call', call_id: 'c', name: 'f' } },
  [
    ...alone('text', 'item.call_id', 'item.name'),
    ...alone('number', 'sequence_number'),
    ...alone('object', 'item'),
    ['item.type', 'text', 'item'],
    ['type', 'text', ''],
  ],
);

check(
  'an answer of Responses',
  readWholeResponses,
  {
    ...{ id: 'r', model: 'm', status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    output: [{ type: 'message', id: 'i', content: [{ type: 'output_text', text: 'Hi', annotations: [CITED] }] }],
    usage: { input_tokens: 3, output_tokens: 5, total_tokens: 9, input_tokens_details: { cached_tokens: 1 } },
  },
  [
    ...alone('text', 'id', 'incomplete_details.reason', 'output.0.id', 'output.0.content.0.text'),
    ...alone('count', 'usage.total_tokens', 'usage.input_tokens_details.cached_tokens'),
    ...alone('list', 'output', 'output.0.content', 'output.0.content.0.annotations'),
    ['output.0.content.0', 'object', 'output.0.content'],
    ['output.0.type', 'text', 'output'],
    ['usage.input_tokens', 'count', 'usage'],
  ],
);
