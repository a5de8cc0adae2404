/** What a client must be given for each feature of an answer, as its wire's official types have it. */

import { expect } from 'vitest';
import type { AnswerName } from './answer-cells.ts';
import { REFUSAL, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import type { Row, Wire } from './rows.ts';
import { OSLO, ROME } from './said.ts';

/** `told` is a whole answer, or what the wire's client has made of a stream. */
export function expectTold(feature: AnswerName, wire: Wire, row: Row, told: unknown): void {
  expect(told).toMatchObject({ chat: chatTold, responses: responsesTold, messages: messagesTold }[wire](feature, row));
}

/** Llama's calls have no ids, and are given one. */
const idOf = ({ id }: typeof OSLO, row: Row) => (row.name === 'workers-ai (Llama)' ? expect.stringMatching(/./) : id);
/** Providers that count their own way are billed by what they bill: thoughts of xAI's are beside the words. */
const words = (row: Row): unknown => (row.kind === 'loopback' ? expect.stringContaining('loopback') : TEXT);
const json = (city: string): unknown => expect.toSatisfy((text: string) => JSON.parse(text).city === city);
const contains = (item: object): unknown => expect.arrayContaining([expect.objectContaining(item)]);

function chatTold(feature: AnswerName, row: Row): object {
  const message = (fields: object, reason = 'stop') => ({ choices: [{ finish_reason: reason, message: fields }] });
  const call = (one: typeof OSLO) => ({
    ...{ id: idOf(one, row), type: 'function', function: { name: 'look', arguments: json(one.city) } },
  });
  switch (feature) {
    case 'tool calls':
      return message({ tool_calls: [call(OSLO), call(ROME)] }, 'tool_calls');
    case 'reasoning':
      return message({ content: TEXT, reasoning_content: THOUGHT });
    case 'cached tokens':
      return { usage: { prompt_tokens: USED.input, prompt_tokens_details: { cached_tokens: USED.cached } } };
    case 'reasoning tokens': {
      const details = { completion_tokens_details: { reasoning_tokens: USED.reasoning } };
      return { usage: { completion_tokens: USED.output, ...details } };
    }
    case 'sources':
      return message({ content: TEXT, annotations: [{ type: 'url_citation', url_citation: { url: SOURCE.url } }] });
    case 'refusal':
      return message({}, 'content_filter');
    default:
      return message({ content: words(row) });
  }
}

function responsesTold(feature: AnswerName, row: Row): object {
  const said = (content: object) => ({ type: 'message', content: [content] });
  const call = (one: typeof OSLO) => ({
    ...{ type: 'function_call', call_id: idOf(one, row), name: 'look', arguments: json(one.city) },
  });
  const text = { type: 'output_text', text: words(row) };
  switch (feature) {
    case 'tool calls':
      return { output: [call(OSLO), call(ROME)] };
    case 'reasoning':
      return { output: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: THOUGHT }] }, said(text)] };
    case 'cached tokens':
      return { usage: { input_tokens: USED.input, input_tokens_details: { cached_tokens: USED.cached } } };
    case 'reasoning tokens': {
      const details = { output_tokens_details: { reasoning_tokens: USED.reasoning } };
      return { usage: { output_tokens: USED.output, ...details } };
    }
    case 'sources':
      return { output: [said({ ...text, annotations: [{ type: 'url_citation', url: SOURCE.url }] })] };
    case 'refusal':
      return row.kind === 'openai' || row.kind === 'azure-openai'
        ? { output: [said({ type: 'refusal', refusal: REFUSAL })] }
        : { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
    default:
      return { status: 'completed', output: [said(text)] };
  }
}

function messagesTold(feature: AnswerName, row: Row): object {
  const use = (one: typeof OSLO) => ({ type: 'tool_use', id: idOf(one, row), name: 'look', input: { city: one.city } });
  const text = { type: 'text', text: words(row) };
  switch (feature) {
    case 'tool calls':
      return { stop_reason: 'tool_use', content: [use(OSLO), use(ROME)] };
    case 'reasoning':
      return { content: [{ type: 'thinking', thinking: THOUGHT }, text] };
    case 'cached tokens':
      return { usage: { input_tokens: USED.input - USED.cached, cache_read_input_tokens: USED.cached } };
    case 'reasoning tokens':
      return { usage: { output_tokens: USED.output, output_tokens_details: { thinking_tokens: USED.reasoning } } };
    case 'sources':
      return { content: contains({ citations: contains({ url: SOURCE.url }) }) };
    case 'refusal':
      return { stop_reason: 'refusal' };
    default:
      return { stop_reason: 'end_turn', content: [text] };
  }
}
