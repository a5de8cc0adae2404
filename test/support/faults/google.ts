/**
 * Gemini. An error that comes once a stream has begun is no event: its JSON stands bare behind the last one, over several
 * lines (Google's own SDK looks for it in every chunk: `throwIfStreamErrorChunk`).
 */

import { PIECES, TEXT } from '../openai-wire.ts';
import { type Format, READ, WRITTEN } from './format.ts';

const [FIRST = '', ...OTHERS] = PIECES;
const USAGE = { promptTokenCount: READ, candidatesTokenCount: WRITTEN, totalTokenCount: READ + WRITTEN };

const answer = (text: string, more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }],
  usageMetadata: USAGE,
  modelVersion: 'mock-model',
  responseId: 'r1',
});
const event = (data: object): string => `data: ${JSON.stringify(data)}\r\n\r\n`;
const refusal = (code: number, message: string): string => {
  const status = code === 429 ? 'RESOURCE_EXHAUSTED' : 'UNAVAILABLE';
  return `${JSON.stringify({ error: { code, message, status } }, null, 2)}\n`;
};

export const GOOGLE: Format = {
  type: 'text/event-stream',
  // It has no event without content.
  opening: [],
  first: [event(answer(FIRST))],
  rest: OTHERS.map((text, at) => event(answer(text, at === OTHERS.length - 1 ? { finishReason: 'STOP' } : {}))),
  failed: (message) => refusal(503, message),
  failsAtEnd: true,
  unreadable: 'data: {"candidates": [{"content": {"par\r\n\r\n',
  whole: JSON.stringify(answer(TEXT, { finishReason: 'STOP' })),
  // The status is the one that the error names; a 200 that is an error names 503.
  refusal: (status, message) => ({ body: refusal(status === 200 ? 503 : status, message) }),
};
