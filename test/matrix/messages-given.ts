/** Answers of Anthropic's: https://platform.claude.com/docs/en/build-with-claude/streaming */

import type { AnswerName } from './answer-cells.ts';
import { bytesOf, type Given, namedOf, SIGNATURE, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import { OSLO, ROME } from './said.ts';

type Block = Readonly<Record<string, unknown>> & { readonly type: string };

const READ = {
  input_tokens: USED.input - USED.cached,
  cache_read_input_tokens: USED.cached,
  cache_creation_input_tokens: 0,
};
const USAGE = { ...READ, output_tokens: USED.output, output_tokens_details: { thinking_tokens: USED.reasoning } };
const HEAD = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5' };

export function messagesGiven(feature: AnswerName): Given {
  const { content, reason = 'end_turn' } = saidOf(feature);
  const ending = { stop_reason: reason, stop_sequence: null };
  const message = { ...HEAD, content: [], stop_reason: null, stop_sequence: null };
  const events = [
    namedOf('message_start', { message: { ...message, usage: { ...READ, output_tokens: 1 } } }),
    ...content.flatMap((block, index) => [
      namedOf('content_block_start', { index, content_block: beginningOf(block) }),
      ...deltasOf(block).map((delta) => namedOf('content_block_delta', { index, delta })),
      namedOf('content_block_stop', { index }),
    ]),
    namedOf('message_delta', { delta: ending, usage: USAGE }),
    namedOf('message_stop'),
  ];
  return { stream: bytesOf(events.join('')), whole: JSON.stringify({ ...HEAD, content, ...ending, usage: USAGE }) };
}

function saidOf(feature: AnswerName): { content: readonly Block[]; reason?: string } {
  const text = { type: 'text', text: TEXT };
  const thinking = { type: 'thinking', thinking: THOUGHT, signature: SIGNATURE };
  switch (feature) {
    case 'tool calls': {
      const use = ({ id, city }: typeof OSLO) => ({ type: 'tool_use', id, name: 'look', input: { city } });
      return { content: [use(OSLO), use(ROME)], reason: 'tool_use' };
    }
    case 'reasoning':
    case 'signed thoughts, and back':
      return { content: [thinking, text] };
    case 'sources': {
      const found = { ...SOURCE, cited_text: 'Rain', encrypted_index: 'eyJ' };
      return { content: [{ ...text, citations: [{ type: 'web_search_result_location', ...found }] }] };
    }
    case 'refusal':
      return { content: [], reason: 'refusal' };
    default:
      return { content: [text] };
  }
}

function beginningOf(block: Block): object {
  switch (block.type) {
    case 'tool_use':
      return { ...block, input: {} };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    default:
      return { type: 'text', text: '' };
  }
}

function deltasOf({ type, text, thinking, signature, input, citations }: Block): readonly object[] {
  switch (type) {
    case 'tool_use':
      return [{ type: 'input_json_delta', partial_json: JSON.stringify(input) }];
    case 'thinking':
      return [
        { type: 'thinking_delta', thinking },
        { type: 'signature_delta', signature },
      ];
    default: {
      const cited: readonly unknown[] = Array.isArray(citations) ? citations : [];
      return [{ type: 'text_delta', text }, ...cited.map((citation) => ({ type: 'citations_delta', citation }))];
    }
  }
}
