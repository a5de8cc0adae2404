/** What providers of each kind say, event by event. */

const data = (json: unknown) => `data: ${JSON.stringify(json)}\n\n`;
const named = (type: string, more: object = {}) => `event: ${type}\n${data({ type, ...more })}`;

export const chat = {
  role: data({ id: 'c', model: 'id', choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
  delta: (delta: object) => data({ id: 'c', model: 'id', choices: [{ index: 0, delta, finish_reason: null }] }),
  text: (content: string) => chat.delta({ content }),
  thought: (reasoning_content: string) => chat.delta({ reasoning_content }),
  end: (prompt_tokens: number, completion_tokens: number) =>
    [
      data({ id: 'c', model: 'id', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
      data({ id: 'c', model: 'id', choices: [], usage: { prompt_tokens, completion_tokens } }),
      'data: [DONE]\n\n',
    ] as const,
};

export const anthropic = {
  start: (input_tokens: number) =>
    named('message_start', {
      message: {
        ...{ id: 'msg_p', type: 'message', role: 'assistant', model: 'id', content: [], stop_reason: null },
        ...{ stop_sequence: null, usage: { input_tokens, cache_read_input_tokens: 5, output_tokens: 1 } },
      },
    }),
  open: (index: number, content_block: object) => named('content_block_start', { index, content_block }),
  delta: (index: number, delta: object) => named('content_block_delta', { index, delta }),
  text: (index: number, text: string) => [
    anthropic.open(index, { type: 'text', text: '' }),
    anthropic.delta(index, { type: 'text_delta', text }),
  ],
  stop: (index: number) => named('content_block_stop', { index }),
  end: (output_tokens: number) => [
    named('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens } }),
    named('message_stop'),
  ],
};

export const google = {
  text: (text: string, more: object = {}) =>
    data({ candidates: [{ content: { role: 'model', parts: [{ text, ...more }] }, index: 0 }] }),
  end: (promptTokenCount: number, candidatesTokenCount: number, text = '') =>
    data({
      candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount, candidatesTokenCount },
    }),
};

/** Of Responses, up to the middle of its text. */
export const responses = {
  half: (text: string) => {
    const item = { type: 'message', id: 'msg_1', status: 'in_progress', role: 'assistant', content: [] };
    const response = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'id', output: [] };
    const at = { output_index: 0, content_index: 0, item_id: 'msg_1' };
    return [
      named('response.created', { sequence_number: 0, response }),
      named('response.output_item.added', { sequence_number: 1, output_index: 0, item }),
      named('response.content_part.added', { sequence_number: 2, ...at, part: { type: 'output_text', text: '' } }),
      named('response.output_text.delta', { sequence_number: 3, ...at, delta: text }),
    ];
  },
};
