/** Cohere's chat, version 2. https://docs.cohere.com/v2/reference/chat-stream */

import { PIECES, TEXT } from '../openai-wire.ts';
import { type Format, json, READ, WRITTEN } from './format.ts';

const [FIRST = '', ...OTHERS] = PIECES;
const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const said = (text: string) => event('content-delta', { index: 0, delta: { message: { content: { text } } } });
const USAGE = { billed_units: { input_tokens: READ, output_tokens: WRITTEN } };

export const COHERE: Format = {
  type: 'text/event-stream',
  opening: [event('message-start', { id: 'm1', delta: { message: { role: 'assistant', content: [] } } })],
  first: [
    event('content-start', { index: 0, delta: { message: { content: { type: 'text', text: '' } } } }),
    said(FIRST),
  ],
  rest: [
    ...OTHERS.map(said),
    event('content-end', { index: 0 }),
    event('message-end', { delta: { finish_reason: 'COMPLETE', usage: USAGE } }),
  ],
  failed: (error) => event('message-end', { delta: { finish_reason: 'ERROR', error } }),
  unreadable: 'event: content-delta\ndata: {"type":"content-del\n\n',
  whole: JSON.stringify({
    id: 'm1',
    finish_reason: 'COMPLETE',
    message: { role: 'assistant', content: [{ type: 'text', text: TEXT }] },
    usage: USAGE,
  }),
  refusal: (_, message) => json({ id: 'm1', message }),
};
