/** OpenAI's two formats: Chat Completions, which a dozen follow, and Responses. */

import { chunk, DONE, errorBody, event, PIECES, TEXT, USAGE, usageChunk, whole } from '../openai-wire.ts';
import { events, type Said, sse, whole as wholeResponse } from '../responses-wire.ts';
import { type Format, json } from './format.ts';

const MODEL = 'mock-model';
const [FIRST = '', ...OTHERS] = PIECES;
const said = (content: string) => chunk(MODEL, { content }, null, { usage: null });
const typeOf = (status: number) => (status === 429 ? 'rate_limit_exceeded' : 'server_error');

export const CHAT: Format = {
  type: 'text/event-stream; charset=utf-8',
  opening: [chunk(MODEL, { role: 'assistant', content: '', refusal: null }, null, { usage: null })],
  first: [said(FIRST)],
  rest: [...OTHERS.map(said), chunk(MODEL, {}, 'stop', { usage: null }), usageChunk(MODEL, USAGE), DONE],
  failed: (message) => event({ error: { message, type: 'server_error', param: null, code: null } }),
  unreadable: 'data: {"id":"chatcmpl-1","choices":[{"del\n\n',
  whole: whole(MODEL, { content: TEXT }, 'stop', USAGE),
  refusal: (status, message) => ({ body: errorBody(message, typeOf(status), null) }),
};

const RESPONSE: Said = { id: 'resp_0a1b2c', model: MODEL, calls: false, seals: false, previous: null };
const EVENTS = events(RESPONSE);
/** `response.created` and `response.in_progress`. */
const OPENING = 2;
/** The thought that comes before the text is content as well; the first word of the text is what a test looks for. */
const FIRST_WORD = 1 + EVENTS.findIndex((one) => one.startsWith('event: response.output_text.delta'));
const completed = { type: 'response.completed', sequence_number: EVENTS.length, response: wholeResponse(RESPONSE) };

/** An error is flat in a stream and nested in a refusal. https://platform.openai.com/docs/api-reference/responses-streaming/error */
export const RESPONSES: Format = {
  type: 'text/event-stream; charset=utf-8',
  opening: EVENTS.slice(0, OPENING),
  first: EVENTS.slice(OPENING, FIRST_WORD),
  rest: [...EVENTS.slice(FIRST_WORD), sse(completed)],
  failed: (message, behind = 0) =>
    sse({ type: 'error', code: 'server_error', message, param: null, sequence_number: FIRST_WORD + behind }),
  unreadable: 'event: response.output_text.delta\ndata: {"type":"response.output_te\n\n',
  whole: JSON.stringify(wholeResponse(RESPONSE)),
  refusal: (status, message) => json({ error: { message, type: typeOf(status), param: null, code: null } }),
};
