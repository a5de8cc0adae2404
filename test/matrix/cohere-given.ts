/** Answers of Cohere's: https://docs.cohere.com/v2/docs/streaming */

import type { AnswerName } from './answer-cells.ts';
import { bytesOf, type Given, namedOf, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import { OSLO, ROME } from './said.ts';

const USAGE = {
  billed_units: { input_tokens: USED.input, output_tokens: USED.output },
  tokens: { input_tokens: 500, output_tokens: USED.output },
};

interface Said {
  readonly content: readonly { readonly type: string; readonly text?: string; readonly thinking?: string }[];
  readonly calls?: readonly object[];
  readonly citations?: readonly object[];
  readonly reason?: string;
}

export function cohereGiven(feature: AnswerName): Given {
  const { content, calls = [], citations = [], reason = 'COMPLETE' } = saidOf(feature);
  const events = [
    namedOf('message-start', { id: 'c1', delta: { message: { role: 'assistant', content: [] } } }),
    ...content.flatMap((block, index) => {
      const empty = { type: block.type, [block.type]: '' };
      return [
        namedOf('content-start', { index, delta: { message: { content: empty } } }),
        namedOf('content-delta', { index, delta: { message: { content: { ...block, type: undefined } } } }),
        namedOf('content-end', { index }),
      ];
    }),
    ...citations.map((one, index) => namedOf('citation-start', { index, delta: { message: { citations: one } } })),
    ...calls.flatMap((call, index) => [
      namedOf('tool-call-start', { index, delta: { message: { tool_calls: call } } }),
      namedOf('tool-call-end', { index }),
    ]),
    namedOf('message-end', { id: 'c1', delta: { finish_reason: reason, usage: USAGE } }),
  ];
  const said = {
    role: 'assistant',
    ...(content.length === 0 ? {} : { content }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(citations.length === 0 ? {} : { citations }),
  };
  const whole = { id: 'c1', message: said, finish_reason: reason, usage: USAGE };
  return { stream: bytesOf(events.join('')), whole: JSON.stringify(whole) };
}

function saidOf(feature: AnswerName): Said {
  const text = { type: 'text', text: TEXT };
  switch (feature) {
    case 'tool calls': {
      const calls = [OSLO, ROME].map(({ id, json }) => ({
        ...{ id, type: 'function', function: { name: 'look', arguments: json } },
      }));
      return { content: [], calls, reason: 'TOOL_CALL' };
    }
    case 'reasoning':
      return { content: [{ type: 'thinking', thinking: THOUGHT }, text] };
    case 'sources': {
      const document = { ...SOURCE, id: 'd1' };
      const citation = { start: 0, end: 5, text: 'Héllo', sources: [{ type: 'document', id: 'd1', document }] };
      return { content: [text], citations: [citation] };
    }
    case 'refusal':
      return { content: [text], reason: 'ERROR_TOXIC' };
    default:
      return { content: [text] };
  }
}
