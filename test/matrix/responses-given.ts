/** Answers of OpenAI's Responses: https://platform.openai.com/docs/api-reference/responses-streaming */

import type { AnswerName } from './answer-cells.ts';
import { bytesOf, type Given, namedOf, REFUSAL, SIGNATURE, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import { OSLO, ROME } from './said.ts';

type Item = Readonly<Record<string, unknown>>;

const usage = {
  ...{ input_tokens: USED.input, input_tokens_details: { cached_tokens: USED.cached } },
  ...{ output_tokens: USED.output, output_tokens_details: { reasoning_tokens: USED.reasoning } },
  total_tokens: USED.input + USED.output,
};

export function responsesGiven(feature: AnswerName): Given {
  const output = outputOf(feature);
  const head = { id: 'resp_68af01', object: 'response', created_at: 1_790_000_000, model: 'gpt-5-mini', error: null };
  const begun = { ...head, status: 'in_progress', output: [], usage: null };
  const whole = { ...head, status: 'completed', incomplete_details: null, output, usage };
  let count = 0;
  const event = (type: string, fields: object) => namedOf(type, { sequence_number: count++, ...fields });
  const events = [
    event('response.created', { response: begun }),
    ...output.flatMap((item, output_index) => [
      event('response.output_item.added', { output_index, item: { ...item, ...emptied(item) } }),
      event('response.output_item.done', { output_index, item }),
    ]),
    event('response.completed', { response: whole }),
  ];
  return { stream: bytesOf(events.join('')), whole: JSON.stringify(whole) };
}

const emptied = ({ type }: Item): Item =>
  type === 'message'
    ? { content: [] }
    : type === 'reasoning'
      ? { summary: [], encrypted_content: null }
      : { arguments: '' };

function outputOf(feature: AnswerName): readonly Item[] {
  const text = { type: 'output_text', text: TEXT, annotations: [], logprobs: [] };
  const message = (content: object) => ({
    ...{ id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [content] },
  });
  switch (feature) {
    case 'tool calls':
      return [OSLO, ROME].map(({ id, json }, at) => ({
        ...{ id: `fc_${at}`, type: 'function_call', status: 'completed', call_id: id, name: 'look', arguments: json },
      }));
    case 'reasoning':
    case 'signed thoughts, and back': {
      const summary = [{ type: 'summary_text', text: THOUGHT }];
      return [{ id: 'rs_1', type: 'reasoning', summary, encrypted_content: SIGNATURE }, message(text)];
    }
    case 'sources': {
      const annotation = { type: 'url_citation', ...SOURCE, start_index: 0, end_index: 5 };
      return [message({ ...text, annotations: [annotation] })];
    }
    case 'refusal':
      return [message({ type: 'refusal', refusal: REFUSAL })];
    default:
      return [message(text)];
  }
}
