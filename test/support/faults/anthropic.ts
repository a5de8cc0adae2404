/** Anthropic Messages. https://platform.claude.com/docs/en/api/errors */

import { PIECES, TEXT } from '../openai-wire.ts';
import { type Format, json, READ, WRITTEN } from './format.ts';

const [FIRST = '', ...OTHERS] = PIECES;
const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const said = (text: string) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
const error = (type: string, message: string) => ({ type: 'error', error: { type, message }, request_id: 'req_mock' });

const MESSAGE = { id: 'msg_01', type: 'message', role: 'assistant', model: 'mock-model', content: [] };
const ENDED = { stop_reason: 'end_turn', stop_sequence: null };
const USAGE = { input_tokens: READ, output_tokens: WRITTEN };

export const ANTHROPIC: Format = {
  type: 'text/event-stream; charset=utf-8',
  opening: [
    event('message_start', {
      message: { ...MESSAGE, stop_reason: null, stop_sequence: null, usage: { ...USAGE, output_tokens: 1 } },
    }),
    event('ping', {}),
  ],
  first: [event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }), said(FIRST)],
  rest: [
    ...OTHERS.map(said),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: ENDED, usage: { output_tokens: WRITTEN } }),
    event('message_stop', {}),
  ],
  failed: (message) => event('error', { error: { type: 'overloaded_error', message } }),
  unreadable: 'event: content_block_delta\ndata: {"type":"content_block_delta","ind\n\n',
  whole: JSON.stringify({ ...MESSAGE, content: [{ type: 'text', text: TEXT }], ...ENDED, usage: USAGE }),
  refusal: (status, message) => json(error(status === 429 ? 'rate_limit_error' : 'overloaded_error', message)),
};
